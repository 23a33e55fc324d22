import type { ProblemCode } from '../problem-catalog.ts'
import type { OperationObject } from './document-types.ts'

const ADMIN_SCHEMES = ['adminToken', 'supabaseJwt']

const ADMIN_TOKEN_PROBLEMS: readonly ProblemCode[] = [
  ...(['missing_token', 'invalid_token', 'token_expired', 'not_an_admin'] as const),
]
const SECRET_PROBLEMS: readonly ProblemCode[] = ['missing_token', 'invalid_token']

/** What the transport may refuse of any call that looks like this one. Routes tell the rest themselves. */
export function commonProblems(method: string, operation: OperationObject): readonly ProblemCode[] {
  const schemes = (operation.security ?? []).flatMap((scheme) => Object.keys(scheme))
  const bodies = Object.keys(operation.requestBody?.content ?? {})
  const takesJson = bodies.includes('application/json')
  const takesInput = takesJson || (operation.parameters ?? []).length > 0
  // A form is read as it arrives: its route bounds and checks it.
  const isBounded = method !== 'get' && !bodies.includes('multipart/form-data')
  return [
    ...(takesInput ? (['validation_failed'] as const) : []),
    ...(takesJson ? (['malformed_body', 'unsupported_content_type'] as const) : []),
    ...(isBounded ? (['body_too_large'] as const) : []),
    ...(schemes.some((scheme) => ADMIN_SCHEMES.includes(scheme))
      ? ADMIN_TOKEN_PROBLEMS
      : SECRET_PROBLEMS
    ).filter(() => schemes.length > 0),
    ...(schemes.length > 0
      ? (['too_many_failures', 'service_unavailable', 'request_timed_out'] as const)
      : []),
    ...(schemes.length > 0 && !schemes.includes('webhookSecret') ? (['too_many_requests'] as const) : []),
    'internal_error',
  ]
}
