import type { ResultAsync } from 'neverthrow'
import type { UploadSession } from '../../domain/upload/upload.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import type { Caller } from '../caller.ts'
import type { UseCaseError } from '../use-case-error.ts'
import { findOwnedUpload } from './find-owned-upload.ts'

export interface GetUploadInput {
  readonly caller: Caller
  readonly uploadId: string
}

/** An upload with its files. */
export const createGetUpload =
  (deps: { readonly uploads: UploadRepository }) =>
  (input: GetUploadInput): ResultAsync<UploadSession, UseCaseError> =>
    findOwnedUpload(deps.uploads, input.caller, input.uploadId)
