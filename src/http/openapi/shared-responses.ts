import { problemResponses } from '../errors.ts'
import type { ProblemCode } from '../problem-catalog.ts'
import { isReference, type Reference, type ResponseObject } from './document-types.ts'
import { headers } from './headers.ts'

type Codes = readonly [ProblemCode, ...ProblemCode[]]

/** Error responses that many operations have, by their names among the components. */
const SHARED: Readonly<Record<string, Codes>> = {
  InvalidInput: ['validation_failed'],
  InvalidPage: ['validation_failed', 'invalid_cursor'],
  InvalidBody: ['validation_failed', 'malformed_body'],
  Unauthenticated: ['missing_token', 'invalid_token', 'token_expired'],
  SecretRefused: ['missing_token', 'invalid_token'],
  Forbidden: ['not_an_admin'],
  AudiobookNotFound: ['audiobook_not_found'],
  BodyTooLarge: ['body_too_large'],
  UnsupportedContentType: ['unsupported_content_type'],
  InternalError: ['internal_error'],
  TooManyRequests: ['too_many_requests', 'too_many_failures'],
  TooManyFailures: ['too_many_failures'],
  Unavailable: ['service_unavailable', 'request_timed_out'],
}

/** With the header that every answer carries. */
export const withRequestId = (response: ResponseObject): ResponseObject => ({
  ...response,
  headers: { ...response.headers, ...headers('X-Request-Id') },
})

export const sharedResponses = (): Record<string, ResponseObject> =>
  Object.fromEntries(
    Object.entries(SHARED).flatMap(([name, codes]) =>
      Object.values<ResponseObject>(problemResponses(...codes)).map((response) => [
        name,
        withRequestId(response),
      ]),
    ),
  )

const keyOf = (codes: readonly string[]): string => [...codes].sort().join(' ')
const NAME_OF = new Map(Object.entries(SHARED).map(([name, codes]) => [keyOf(codes), name]))

/** The codes that a response may have; none when it is no problem. */
export const codesOf = (response: ResponseObject | Reference): readonly string[] =>
  isReference(response) ? [] : Object.keys(response.content?.['application/problem+json']?.examples ?? {})

/** A reference where the response is one of the shared ones. */
export function shareResponse(response: ResponseObject): ResponseObject | Reference {
  const name = NAME_OF.get(keyOf(codesOf(response)))
  const isNothingElse = Object.keys(response.content ?? {}).length === 1
  return name === undefined || !isNothingElse ? response : { $ref: `#/components/responses/${name}` }
}
