/* As much of an OpenAPI document as is worked on here. */

export interface Reference {
  readonly $ref: string
}

export interface ParameterObject {
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly [field: string]: unknown
}

export interface MediaTypeObject {
  readonly schema?: unknown
  readonly examples?: Readonly<Record<string, unknown>>
}

export interface ResponseObject {
  readonly description: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, MediaTypeObject>>
}

export interface OperationObject {
  readonly operationId: string
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly parameters?: readonly (ParameterObject | Reference)[]
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaTypeObject>> }
  readonly responses: Readonly<Record<string, ResponseObject | Reference>>
}

export type PathItems = Readonly<Record<string, Readonly<Record<string, OperationObject>>>>

export const isReference = (value: object): value is Reference => '$ref' in value
