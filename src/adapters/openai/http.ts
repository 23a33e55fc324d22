import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type * as z from 'zod'
import { type PortError, type PortResult, permanentError, transientError } from '../../ports/port-error.ts'
import { errorOfResponse, parseJson } from './errors.ts'
import { type MultipartBody, type MultipartForm, streamMultipart } from './multipart.ts'
import { endpointUrl, type OpenAiServer, serverLabel } from './server.ts'

const DEFAULT_TIMEOUT_MS = 10 * 60 * 1000
/** Ten minutes of words with times are under 1 MB, 64 vectors of 3,072 numbers about 4 MB. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024
const MAX_ERROR_BYTES = 64 * 1024

export interface OpenAiRequest<T> {
  readonly method: 'GET' | 'POST'
  /** After the version, e.g. `/embeddings`. */
  readonly path: string
  readonly json?: unknown
  /** Sent while it is read from its source. */
  readonly form?: MultipartForm
  /** Instead of that of the server. */
  readonly timeoutMs?: number
  readonly answer: z.ZodType<T>
  readonly signal: AbortSignal
}

/** One request. No retries here: the job that asked is retried as a whole, with backoff. */
export function callOpenAi<T>(server: OpenAiServer, request: OpenAiRequest<T>): PortResult<T> {
  return new ResultAsync(call(server, request))
}

async function call<T>(server: OpenAiServer, request: OpenAiRequest<T>): Promise<Result<T, PortError>> {
  const deadline = AbortSignal.timeout(request.timeoutMs ?? server.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  const signal = AbortSignal.any([request.signal, deadline])
  const label = serverLabel(server.baseUrl)
  const body = request.form === undefined ? null : streamMultipart(request.form, signal)
  try {
    signal.throwIfAborted()
    const send = server.fetch ?? fetch
    const response = await send(
      endpointUrl(server.baseUrl, request.path),
      requestInit(server, request, body, signal),
    )
    if (!response.ok) {
      const { text } = await readText(response, MAX_ERROR_BYTES)
      const { status, headers } = response
      return err(errorOfResponse({ status, headers, body: text, server: label, apiKey: server.apiKey }))
    }
    const { text, complete } = await readText(response, MAX_RESPONSE_BYTES)
    if (!complete)
      return err(permanentError('answer_too_large', `${label} sent more than ${MAX_RESPONSE_BYTES} bytes`))
    return parseAnswer(text, request.answer, label)
  } catch (cause) {
    return err(connectionError(cause, label, request.signal, deadline, body?.failure() ?? null))
  }
}

function requestInit<T>(
  server: OpenAiServer,
  request: OpenAiRequest<T>,
  body: MultipartBody | null,
  signal: AbortSignal,
): RequestInit {
  const headers = new Headers({ accept: 'application/json' })
  if (server.apiKey !== undefined && server.apiKey !== '')
    headers.set('authorization', `Bearer ${server.apiKey}`)
  // `timeout: false` lifts Bun's own limit of five minutes; Node ignores it.
  const init: RequestInit & { duplex?: 'half'; timeout?: false } = {
    method: request.method,
    headers,
    signal,
    redirect: 'manual',
    timeout: false,
  }
  if (body !== null) {
    headers.set('content-type', body.contentType)
    headers.set('content-length', String(body.sizeBytes))
    init.body = body.stream
    init.duplex = 'half'
  } else if (request.json !== undefined) {
    headers.set('content-type', 'application/json')
    init.body = JSON.stringify(request.json)
  }
  return init
}

/** Reads at most `maxBytes`; what follows is not fetched. */
async function readText(response: Response, maxBytes: number): Promise<{ text: string; complete: boolean }> {
  if (response.body === null) return { text: '', complete: true }
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let text = ''
  let sizeBytes = 0
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return { text: text + decoder.decode(), complete: true }
    sizeBytes += value.byteLength
    if (sizeBytes > maxBytes) {
      await reader.cancel()
      return { text, complete: false }
    }
    text += decoder.decode(value, { stream: true })
  }
}

function parseAnswer<T>(text: string, schema: z.ZodType<T>, label: string): Result<T, PortError> {
  const json = parseJson(text)
  if (json === undefined) return err(transientError('bad_answer', `${label} sent no complete JSON`))
  const parsed = schema.safeParse(json)
  if (parsed.success) return ok(parsed.data)
  const where = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  return err(
    permanentError('unexpected_answer', `${label} answered in an unknown form (${where.join('; ')})`),
  )
}

function connectionError(
  cause: unknown,
  label: string,
  caller: AbortSignal,
  deadline: AbortSignal,
  sourceFailure: PortError | null,
): PortError {
  if (caller.aborted) return transientError('aborted', `the request to ${label} was stopped`)
  if (deadline.aborted) return transientError('timeout', `${label} did not answer in time`)
  return sourceFailure ?? transientError('unreachable', `no connection to ${label}`, cause)
}
