import type { Context, TypedResponse } from 'hono'
import type { PortError } from '../ports/port-error.ts'
import type { UseCaseError } from '../usecases/use-case-error.ts'
import type { HttpEnv } from './deps.ts'
import { PROBLEMS, type ProblemCode } from './problem-catalog.ts'

/**
 * Errors as `application/problem+json` (RFC 9457). The one place that turns kinds of errors into status codes.
 * Kinds beyond those of use cases are of the transport itself.
 */
const STATUS_OF = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_media: 415,
  range_not_satisfiable: 416,
  unprocessable: 422,
  too_many: 429,
  internal: 500,
  unavailable: 503,
} as const

export type ProblemKind = keyof typeof STATUS_OF

export const statusOf = (kind: ProblemKind): number => STATUS_OF[kind]

const TITLE_OF: Readonly<Record<ProblemKind, string>> = {
  invalid: 'Invalid request',
  unauthenticated: 'Authentication needed',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed',
  conflict: 'Conflict',
  too_large: 'Too large',
  unsupported_media: 'Unsupported media type',
  range_not_satisfiable: 'Range not satisfiable',
  unprocessable: 'Cannot be processed',
  too_many: 'Too many requests',
  internal: 'Internal error',
  unavailable: 'Service unavailable',
}

/** Where a faulty piece of input stood. */
export type InputPlace = 'body' | 'query' | 'path' | 'header'

export interface ProblemIssue {
  readonly in: InputPlace
  /** JSON pointer into that part of the request. */
  readonly pointer: string
  readonly detail: string
}

export interface ProblemDescription {
  readonly kind: ProblemKind
  readonly code: string
  readonly message: string
  readonly issues?: readonly ProblemIssue[]
  readonly headers?: Readonly<Record<string, string>>
}

/** Fits wherever a route must answer something; the OpenAPI document is what says which problems a route has. */
export type ProblemResponse = Response & TypedResponse<never, never, never>

/** When nobody said how long to wait. */
const DEFAULT_RETRY_AFTER_SECONDS = 5

export const wholeSeconds = (durationMs: number): string => String(Math.max(1, Math.ceil(durationMs / 1000)))

const retryAfterOf = (cause: PortError): string =>
  cause.kind !== 'permanent' && cause.retryAfterMs !== undefined
    ? wholeSeconds(cause.retryAfterMs)
    : String(DEFAULT_RETRY_AFTER_SECONDS)

/** The answer to an expected failure of the transport: authentication, routing, validation. */
export function describeProblem(c: Context<HttpEnv>, description: ProblemDescription): ProblemResponse {
  const { kind, code, message, issues, headers } = description
  const status = STATUS_OF[kind]
  const body = {
    type: `urn:chapterwise:problem:${code}`,
    title: TITLE_OF[kind],
    status,
    detail: message,
    code,
    request_id: c.get('requestId'),
    ...(issues === undefined ? {} : { errors: issues }),
  }
  return c.json(body, status, { ...headers, 'Content-Type': 'application/problem+json' }) as ProblemResponse
}

/** The answer to what a use case refused. */
export function problem(
  c: Context<HttpEnv>,
  error: UseCaseError,
  place: InputPlace = 'body',
): ProblemResponse {
  switch (error.kind) {
    case 'invalid': {
      const issues = error.issues?.map(({ pointer, message }) => ({ in: place, pointer, detail: message }))
      return describeProblem(c, {
        kind: 'invalid',
        code: error.code,
        message: error.message,
        ...(issues === undefined ? {} : { issues }),
      })
    }
    case 'unavailable':
      c.set('outage', error.cause)
      return describeProblem(c, {
        kind: 'unavailable',
        code: error.code,
        message: error.message,
        headers: { 'Retry-After': retryAfterOf(error.cause) },
      })
    case 'conflict': {
      const { kind, code, message, retryAfterMs } = error
      const headers = retryAfterMs === undefined ? {} : { 'Retry-After': wholeSeconds(retryAfterMs) }
      return describeProblem(c, { kind, code, message, headers })
    }
    default:
      return describeProblem(c, error)
  }
}

/** How a problem looks, for the description of the API. */
export const exampleProblem = (code: ProblemCode) => {
  const { kind, detail } = PROBLEMS[code]
  return {
    type: `urn:chapterwise:problem:${code}`,
    title: TITLE_OF[kind],
    status: STATUS_OF[kind],
    detail,
    code,
    request_id: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11',
  }
}

/**
 * The error responses of a route for its description, from the codes that it may refuse with. What the transport refuses
 * by itself (tokens, bodies, parameters, outages) is added by `openapi/common-problems.ts`.
 */
export function problemResponses(...codes: readonly ProblemCode[]): Record<never, never> {
  const byStatus: Record<number, DescribedResponse> = {}
  for (const code of codes) {
    const { kind } = PROBLEMS[code]
    byStatus[STATUS_OF[kind]] ??= describeResponse(kind)
    const response = byStatus[STATUS_OF[kind]]
    if (response === undefined) continue
    response.content['application/problem+json'].examples[code] = { $ref: `#/components/examples/${code}` }
    // The one refusal of its status that goes away by itself.
    if (code === 'file_in_progress' || code === 'backup_in_progress')
      response.headers = headersOf('Retry-After', 'Sometimes-Retry-After')
  }
  return byStatus
}

const HEADERS_OF: Partial<Readonly<Record<ProblemKind, string>>> = {
  unauthenticated: 'WWW-Authenticate',
  range_not_satisfiable: 'Content-Range',
  too_many: 'Retry-After',
  unavailable: 'Retry-After',
}

const headersOf = (name: string, component = name) => ({
  [name]: { $ref: `#/components/headers/${component}` },
})

function describeResponse(kind: ProblemKind): DescribedResponse {
  const header = HEADERS_OF[kind]
  return {
    description: TITLE_OF[kind],
    ...(header === undefined ? {} : { headers: headersOf(header) }),
    content: {
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples: {} },
    },
  }
}

interface Reference {
  readonly $ref: string
}

interface DescribedResponse {
  readonly description: string
  headers?: Readonly<Record<string, Reference>>
  readonly content: {
    readonly 'application/problem+json': {
      readonly schema: Reference
      readonly examples: Record<string, Reference>
    }
  }
}
