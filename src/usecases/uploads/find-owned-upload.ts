import { err, ok, type ResultAsync } from 'neverthrow'
import type { UploadSession } from '../../domain/upload/upload.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import { type Caller, maySee } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'

/** The upload, when it is there and the caller may see it. */
export const findOwnedUpload = (
  uploads: UploadRepository,
  caller: Caller,
  uploadId: string,
): ResultAsync<UploadSession, UseCaseError> =>
  uploads
    .find(uploadId)
    .mapErr(unavailable)
    .andThen((session) =>
      session !== null && maySee(caller, session.upload) ? ok(session) : err(notFound('upload')),
    )
