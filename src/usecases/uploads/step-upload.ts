import { err, type ResultAsync } from 'neverthrow'
import type { UploadRefusal } from '../../domain/upload/refusal.ts'
import type { StepResult } from '../../domain/upload/transitions.ts'
import type { UploadSession } from '../../domain/upload/upload.ts'
import type { PortError } from '../../ports/port-error.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { refusedUpload } from './refused-upload.ts'

/** Why a step was not taken: refused, no such upload, or the database fails. */
export type StepFailure =
  | { readonly because: 'refused'; readonly refusal: UploadRefusal }
  | { readonly because: 'gone' }
  | { readonly because: 'port'; readonly error: PortError }

/** Takes one step of an upload under its lock. */
export const stepUpload = (
  uploads: UploadRepository,
  uploadId: string,
  decide: (session: UploadSession) => StepResult,
): ResultAsync<UploadSession, StepFailure> =>
  uploads
    .change(uploadId, decide)
    .mapErr((error): StepFailure => ({ because: 'port', error }))
    .andThen((stepped) =>
      stepped === null
        ? err<UploadSession, StepFailure>({ because: 'gone' })
        : stepped.mapErr((refusal): StepFailure => ({ because: 'refused', refusal })),
    )

export function stepFailed(failure: StepFailure): UseCaseError {
  switch (failure.because) {
    case 'refused':
      return refusedUpload(failure.refusal)
    case 'gone':
      return notFound('upload')
    case 'port':
      return unavailable(failure.error)
  }
}
