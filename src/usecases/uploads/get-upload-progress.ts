import type { ResultAsync } from 'neverthrow'
import { type UploadProgress, uploadProgress } from '../../domain/upload/progress.ts'
import type { Upload } from '../../domain/upload/upload.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import type { Caller } from '../caller.ts'
import type { UseCaseError } from '../use-case-error.ts'
import { findOwnedUpload } from './find-owned-upload.ts'

export interface GetUploadProgressInput {
  readonly caller: Caller
  readonly uploadId: string
}

/** How far an upload has come. */
export const createGetUploadProgress =
  (deps: { readonly uploads: UploadRepository }) =>
  (
    input: GetUploadProgressInput,
  ): ResultAsync<{ readonly upload: Upload; readonly progress: UploadProgress }, UseCaseError> =>
    findOwnedUpload(deps.uploads, input.caller, input.uploadId).map((session) => ({
      upload: session.upload,
      progress: uploadProgress(session),
    }))
