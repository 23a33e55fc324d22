import { type FakeReply, json } from './exchange.ts'

/** `statusCode`, `error` and a message, as the server has them; the HTTP status is 400 for nearly all. */
const ERRORS = {
  NoSuchKey: ['404', 'not_found', 'Object not found'],
  NoSuchBucket: ['404', 'Bucket not found', 'Bucket not found'],
  KeyAlreadyExists: ['409', 'Duplicate', 'The resource already exists'],
  BucketAlreadyExists: ['409', 'Duplicate', 'The resource already exists'],
  ResourceNotEmpty: ['409', 'ResourceNotEmpty', 'The bucket you tried to delete is not empty'],
  InvalidMimeType: ['415', 'invalid_mime_type', 'mime type is not supported'],
  EntityTooLarge: ['413', 'Payload too large', 'The object exceeded the maximum allowed size'],
  AccessDenied: ['403', 'Unauthorized', 'new row violates row-level security policy'],
  InvalidKey: ['400', 'InvalidKey', 'Invalid key'],
  InvalidSignature: ['400', 'InvalidSignature', 'The url do not match the signature'],
  InvalidRange: ['416', 'InvalidRange', 'The requested range is not satisfiable'],
  NotFound: ['404', 'Not Found', 'Route not found'],
} as const

export type StorageErrorCode = keyof typeof ERRORS

export function storageError(code: StorageErrorCode, message?: string): FakeReply {
  const [statusCode, error, text] = ERRORS[code]
  return json(400, { statusCode, error, message: message ?? text, code })
}

/** Of a token in a signed URL that is wrong or over; it has no code. */
export const invalidJwt = (message: string): FakeReply =>
  json(400, { statusCode: '400', error: 'InvalidJWT', message })

/** What stands before the storage answers for itself when it knows no such API key. */
export const unknownApiKey = (): FakeReply =>
  json(401, {
    message: 'Invalid API key',
    hint: 'Double check your Supabase `anon` or `service_role` API key.',
  })
