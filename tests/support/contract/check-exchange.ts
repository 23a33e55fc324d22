import { type Contract, schemaPointer } from './contract.ts'
import type { DescribedOperation, DescribedResponse } from './description.ts'

/** A call and its answer, as far as they were read. */
export interface Exchange {
  readonly method: string
  /** As it is described: below no mount path. */
  readonly path: string
  readonly query: URLSearchParams
  readonly requestHeaders: Headers
  /** Null: none, or one that is not read here. */
  readonly requestJson: string | null
  readonly status: number
  readonly headers: Headers
  /** Null: not text, or not to be read. */
  readonly text: string | null
}

/** Headers that any answer may have beside those that are described: of HTTP, of browsers' rules, of caches. */
const ANY_ANSWER =
  /^(?:content-(?:type|length|security-policy)|cache-control|vary|allow|access-control-.+|cross-origin-.+|origin-agent-cluster|referrer-policy|strict-transport-security|x-content-type-options|x-dns-prefetch-control|x-download-options|x-frame-options|x-permitted-cross-domain-policies|x-xss-protection|ratelimit(?:-policy)?|date|connection|keep-alive|transfer-encoding)$/

const NOWHERE = new Set([401, 403, 404, 405, 413])

/** The answer to a call that is no operation: one of the transport's problems. */
export function checkRefusal(contract: Contract, { method, status, text }: Exchange): readonly string[] {
  if (!NOWHERE.has(status)) return [`status ${status} to a call that is not described`]
  if (method === 'HEAD' || text === null) return []
  return contract.checkAnswer('/components/schemas/Problem', JSON.parse(text))
}

const essenceOf = (contentType: string | null): string =>
  contentType?.split(';')[0]?.trim().toLowerCase() ?? ''

const fits = (range: string, mediaType: string): boolean =>
  range === mediaType || (range.endsWith('/*') && mediaType.startsWith(range.slice(0, -1)))

const isJson = (mediaType: string): boolean => /[/+]json(?:$|\+)/.test(mediaType)

/** What of an answer, or of the request that it was given to, does not fit the description. */
export function checkExchange(
  contract: Contract,
  operation: DescribedOperation,
  exchange: Exchange,
): readonly string[] {
  const response = operation.responses[exchange.status]
  if (response === undefined) return [`status ${exchange.status} is not described: ${exchange.text ?? ''}`]
  return [
    ...checkHeaders(contract, response, exchange),
    ...checkContent(contract, response, exchange),
    ...(exchange.status < 300 ? checkRequest(contract, operation, exchange) : []),
  ]
}

function checkHeaders(
  contract: Contract,
  response: DescribedResponse,
  { headers }: Exchange,
): readonly string[] {
  const described = new Set(Object.keys(response.headers).map((name) => name.toLowerCase()))
  const undescribed = [...headers.keys()].filter((name) => !described.has(name) && !ANY_ANSWER.test(name))
  const wrong = Object.entries(response.headers).flatMap(([name, { pointer, required }]) => {
    const value = headers.get(name)
    if (value === null) return required ? [`the header ${name} is missing`] : []
    return contract.checkText(`${pointer}/schema`, value).map((fault) => `the header ${name}: ${fault}`)
  })
  return [...undescribed.map((name) => `the header ${name} is not described`), ...wrong]
}

function checkContent(
  contract: Contract,
  response: DescribedResponse,
  exchange: Exchange,
): readonly string[] {
  const mediaType = essenceOf(exchange.headers.get('content-type'))
  const [range, media] = Object.entries(response.content).find(([one]) => fits(one, mediaType)) ?? []
  if (Object.keys(response.content).length === 0)
    return exchange.text === null || exchange.text === '' ? [] : [`no body is described: ${exchange.text}`]
  if (range === undefined || media === undefined) return [`the content type "${mediaType}" is not described`]
  if (exchange.method === 'HEAD' || exchange.text === null) return []
  const body: unknown = isJson(mediaType) ? JSON.parse(exchange.text) : exchange.text
  const faults = contract.checkAnswer(schemaPointer(response.pointer, range), body)
  return [...faults, ...checkCode(body, media.problemCodes, mediaType)]
}

function checkCode(body: unknown, codes: ReadonlySet<string>, mediaType: string): readonly string[] {
  if (mediaType !== 'application/problem+json') return []
  const { code } = body as { readonly code?: unknown }
  return codes.has(String(code)) ? [] : [`the code ${String(code)} is not described`]
}

/** As the server reads it: what is no encoding stands for itself. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** A request that was accepted must be one that is described. */
function checkRequest(
  contract: Contract,
  operation: DescribedOperation,
  exchange: Exchange,
): readonly string[] {
  const { path, query, requestHeaders, requestJson } = exchange
  const segments = path.split('/').map(decodeSegment)
  const inPath = new Map(operation.path.split('/').map((name, index) => [name, segments[index] ?? '']))
  const faults = operation.parameters.flatMap((parameter) => {
    const { name, pointer, required } = parameter
    const value = {
      path: () => inPath.get(`{${name}}`) ?? null,
      query: () => query.get(name),
      header: () => requestHeaders.get(name),
    }[parameter.in]()
    if (value === null) return required ? [`the request has no ${name}`] : []
    return contract.checkText(`${pointer}/schema`, value).map((fault) => `the request's ${name}: ${fault}`)
  })
  const token =
    operation.needsToken && !requestHeaders.get('authorization') ? ['the request has no token'] : []
  const { requestBody } = operation
  if (requestBody === null || requestJson === null) return [...faults, ...token]
  const body = contract.checkBody(
    schemaPointer(requestBody.pointer, 'application/json'),
    JSON.parse(requestJson),
  )
  return [...faults, ...token, ...body.map((fault) => `the request's body: ${fault}`)]
}
