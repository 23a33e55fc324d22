import { err, ok, type ResultAsync } from 'neverthrow'
import { checkOpen, checkRemovable } from '../../domain/upload/checks.ts'
import { endUpload, objectKeys } from '../../domain/upload/transitions.ts'
import type { UploadSession } from '../../domain/upload/upload.ts'
import type { Clock } from '../../ports/clock.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import type { Storage } from '../../ports/storage.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findOwnedUpload } from './find-owned-upload.ts'
import { refusedUpload } from './refused-upload.ts'
import { stepFailed, stepUpload } from './step-upload.ts'

export interface DeleteUploadDeps {
  readonly uploads: UploadRepository
  readonly storage: Storage
  readonly clock: Clock
}

export interface DeleteUploadInput {
  readonly caller: Caller
  readonly uploadId: string
}

/**
 * Cancels an unfinished upload, which stays visible as `cancelled`; removes one that has ended. What was stored goes
 * in both cases. An upload that became an audiobook goes with its book only.
 */
export function createDeleteUpload(deps: DeleteUploadDeps) {
  return (input: DeleteUploadInput): ResultAsync<void, UseCaseError> =>
    findOwnedUpload(deps.uploads, input.caller, input.uploadId).andThen((session) =>
      checkOpen(session.upload.status).isOk() ? cancel(deps, session) : remove(deps, session),
    )
}

const cancel = (deps: DeleteUploadDeps, { upload }: UploadSession): ResultAsync<void, UseCaseError> => {
  let discarded: readonly string[] = []
  return stepUpload(deps.uploads, upload.id, (session) =>
    endUpload(session, 'cancelled', 'Cancelled by its owner.', deps.clock.now()).map((step) => {
      discarded = step.discard
      return step
    }),
  )
    .mapErr(stepFailed)
    .andThen(() => removeNow(deps.storage, discarded))
}

const remove = (deps: DeleteUploadDeps, session: UploadSession): ResultAsync<void, UseCaseError> =>
  checkRemovable(session)
    .mapErr(refusedUpload)
    .asyncAndThen(() => deps.uploads.remove(session.upload.id).mapErr(unavailable))
    .andThen((outcome) => {
      switch (outcome) {
        case 'removed':
          return ok(undefined)
        case 'not_found':
          return err(notFound('upload'))
        case 'in_use':
          return err<void, UseCaseError>({
            kind: 'conflict',
            code: 'upload_in_use',
            message: 'An audiobook was made from this upload; delete the audiobook instead.',
          })
      }
    })
    .andThen(() => removeNow(deps.storage, objectKeys(session)))

/** The sweep of discarded objects would do it; this is sooner. Failing is no reason to fail the request. */
const removeNow = (storage: Storage, keys: readonly string[]): ResultAsync<void, never> =>
  storage.remove(keys).orElse(() => ok(undefined))
