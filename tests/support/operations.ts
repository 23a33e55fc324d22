import { openApiDocument } from '../../src/http/openapi.ts'
import { createTestApi } from './http-api.ts'

/** A route, as the OpenAPI document has it. */
export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  /** Those that it says it may answer. */
  readonly statuses: ReadonlySet<string>
  readonly queryNames: readonly string[]
  readonly bodyNames: readonly string[]
  readonly takesMultipart: boolean
  readonly isForWorkers: boolean
}

interface Parameter {
  readonly name: string
  readonly in: string
}

interface Described {
  readonly operationId: string
  readonly responses: object
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: { readonly content: object }
  readonly security?: readonly object[]
}

/** Every route of the API. */
export function describedOperations(): readonly Operation[] {
  const document = openApiDocument(createTestApi().app)
  const shared = (document.components?.parameters ?? {}) as Record<string, Parameter>
  const schemas = (document.components?.schemas ?? {}) as Record<string, unknown>
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Described>).map(([method, described]) => ({
      id: described.operationId,
      method: method.toUpperCase(),
      path,
      statuses: new Set(Object.keys(described.responses)),
      queryNames: (described.parameters ?? [])
        .map((one) => ('$ref' in one ? shared[one.$ref.split('/').at(-1) ?? ''] : one))
        .flatMap((one) => (one?.in === 'query' ? [one.name] : [])),
      bodyNames: propertyNames(described.requestBody, schemas, new Set()),
      takesMultipart: 'multipart/form-data' in (described.requestBody?.content ?? {}),
      isForWorkers: (described.security ?? []).some((scheme) => 'workerToken' in scheme),
    })),
  )
}

/** Every property name anywhere in a schema, references followed. */
function propertyNames(value: unknown, schemas: Record<string, unknown>, seen: Set<unknown>): string[] {
  if (value === null || typeof value !== 'object' || seen.has(value)) return []
  seen.add(value)
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === '$ref') return propertyNames(schemas[String(inner).split('/').at(-1) ?? ''], schemas, seen)
    const own = key === 'properties' ? Object.keys(inner as object) : []
    return [...own, ...propertyNames(inner, schemas, seen)]
  })
}
