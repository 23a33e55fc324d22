import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/* `openapi.yaml` as tests look at it: what is promised, by call. */

export type Json = Readonly<Record<string, unknown>>

export interface DescribedParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
}

export interface DescribedResponse {
  /** JSON pointer to it, references followed. */
  readonly pointer: string
  readonly headers: Readonly<Record<string, { readonly pointer: string; readonly required: boolean }>>
  /** By media type, as it is written: may be a range such as `audio/*`. */
  readonly content: Readonly<Record<string, { readonly problemCodes: ReadonlySet<string> }>>
}

export interface DescribedOperation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly needsToken: boolean
  readonly parameters: readonly (DescribedParameter & { readonly pointer: string })[]
  /** Null: takes no body. */
  readonly requestBody: { readonly pointer: string; readonly mediaTypes: readonly string[] } | null
  readonly responses: Readonly<Record<string, DescribedResponse>>
}

const FILE = new URL('../../../openapi.yaml', import.meta.url)

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const inPointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

export const readDescription = (): Json => parse(readFileSync(FILE, 'utf8')) as Json

interface Found {
  readonly value: Json
  readonly pointer: string
}

/** What stands at a place of the document, references followed. */
function look(document: Json, pointer: string): Found {
  let value: unknown = document
  for (const key of pointer.split('/').slice(1)) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~')
    value = Array.isArray(value) ? value[Number(name)] : isObject(value) ? value[name] : undefined
  }
  if (!isObject(value)) return { value: {}, pointer }
  return typeof value.$ref === 'string' ? look(document, value.$ref.slice(1)) : { value, pointer }
}

const keysAt = (document: Json, pointer: string): string[] => Object.keys(look(document, pointer).value)

/** Every operation of the API. */
export function describedOperations(document: Json): readonly DescribedOperation[] {
  return keysAt(document, '/paths').flatMap((path) =>
    keysAt(document, `/paths/${inPointer(path)}`).map((method) => describe(document, path, method)),
  )
}

function describe(document: Json, path: string, method: string): DescribedOperation {
  const pointer = `/paths/${inPointer(path)}/${method}`
  const { value: operation } = look(document, pointer)
  const parameters = Array.isArray(operation.parameters) ? operation.parameters : []
  return {
    id: String(operation.operationId),
    method: method.toUpperCase(),
    path,
    needsToken: Array.isArray(operation.security) && operation.security.length > 0,
    parameters: parameters.map((_one, index) => {
      const found = look(document, `${pointer}/parameters/${index}`)
      return { ...(found.value as unknown as DescribedParameter), pointer: found.pointer }
    }),
    requestBody:
      'requestBody' in operation
        ? {
            pointer: `${pointer}/requestBody`,
            mediaTypes: keysAt(document, `${pointer}/requestBody/content`),
          }
        : null,
    responses: Object.fromEntries(
      keysAt(document, `${pointer}/responses`).map((status) => [
        status,
        describeResponse(document, `${pointer}/responses/${status}`),
      ]),
    ),
  }
}

function describeResponse(document: Json, at: string): DescribedResponse {
  const { pointer } = look(document, at)
  return {
    pointer,
    headers: Object.fromEntries(
      keysAt(document, `${pointer}/headers`).map((name) => {
        const header = look(document, `${pointer}/headers/${inPointer(name)}`)
        return [name, { pointer: header.pointer, required: header.value.required === true }]
      }),
    ),
    content: Object.fromEntries(
      keysAt(document, `${pointer}/content`).map((mediaType) => [
        mediaType,
        { problemCodes: new Set(keysAt(document, `${pointer}/content/${inPointer(mediaType)}/examples`)) },
      ]),
    ),
  }
}
