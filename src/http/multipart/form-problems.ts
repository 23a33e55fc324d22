import type { UseCaseError } from '../../usecases/use-case-error.ts'

const invalid = (code: string, message: string): UseCaseError => ({ kind: 'invalid', code, message })

/** What can be wrong with a form, whatever it holds. */
export const notMultipart = invalid(
  'multipart_expected',
  'The Content-Type must be multipart/form-data with a boundary.',
)
export const malformedMultipart = invalid(
  'malformed_multipart',
  'The body is not well-formed multipart/form-data, or ends too early.',
)
export const missingFile = invalid('missing_file', 'The form has no part named `file` with a file name.')
export const unexpectedFile = invalid(
  'unexpected_file',
  'The form may hold one file, in the part named `file`.',
)
export const tooManyFields = invalid('too_many_fields', 'The form has more fields than this takes.')
