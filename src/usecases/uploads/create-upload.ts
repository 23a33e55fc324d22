import { err, errAsync, ok, type ResultAsync } from 'neverthrow'
import { MAX_UPLOAD_FILES } from '../../domain/upload/limits.ts'
import type { Upload, UploadType } from '../../domain/upload/upload.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ids } from '../../ports/ids.ts'
import type { IdempotencyKey } from '../../ports/repositories/page.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import type { Caller } from '../caller.ts'
import { type InputIssue, type UseCaseError, unavailable } from '../use-case-error.ts'

export interface CreateUploadDeps {
  readonly uploads: UploadRepository
  readonly clock: Clock
  readonly ids: Ids
  readonly maxFileSizeBytes: number
}

export interface CreateUploadInput {
  readonly caller: Caller
  readonly type: UploadType
  readonly totalFiles: number
  /** Upper bound of the sum of all files' sizes. */
  readonly totalSizeBytes: number
  readonly idempotency: IdempotencyKey | null
}

/** Opens an upload session. A repeated request answers the session that the first one made. */
export function createCreateUpload(deps: CreateUploadDeps) {
  return (input: CreateUploadInput): ResultAsync<Upload, UseCaseError> => {
    const issues = findIssues(input, deps.maxFileSizeBytes)
    if (issues.length > 0) {
      return errAsync({
        kind: 'invalid',
        code: 'invalid_upload',
        message: 'The upload is not valid.',
        issues,
      })
    }
    const upload = newUpload(input, deps.ids.next(), deps.clock.now())
    return deps.uploads
      .create(upload, input.idempotency)
      .mapErr(unavailable)
      .andThen((created) => {
        switch (created.outcome) {
          case 'created':
            return ok(upload)
          case 'replayed':
            return ok(created.existing)
          case 'key_reused':
            return err<Upload, UseCaseError>({
              kind: 'conflict',
              code: 'idempotency_key_reused',
              message: 'This Idempotency-Key was used for a different request.',
            })
        }
      })
  }
}

function findIssues(input: CreateUploadInput, maxFileSizeBytes: number): InputIssue[] {
  const issues: InputIssue[] = []
  const mostFiles = input.type === 'single' ? 1 : MAX_UPLOAD_FILES
  if (!isWithin(input.totalFiles, mostFiles)) {
    const message =
      input.type === 'single' ? 'A single upload has 1 file.' : `Must be between 1 and ${mostFiles}.`
    issues.push({ pointer: '/total_files', message })
  }
  const mostBytes = Math.min(input.totalFiles, mostFiles) * maxFileSizeBytes
  if (!isWithin(input.totalSizeBytes, Math.max(mostBytes, maxFileSizeBytes))) {
    const message = `Must be between 1 and ${mostBytes}: a file may hold ${maxFileSizeBytes} bytes.`
    issues.push({ pointer: '/total_size_bytes', message })
  }
  return issues
}

const isWithin = (value: number, most: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= most

const newUpload = (input: CreateUploadInput, id: string, now: Date): Upload => ({
  id,
  ownerId: input.caller.ownerId,
  type: input.type,
  totalFiles: input.totalFiles,
  totalSizeBytes: input.totalSizeBytes,
  status: 'pending',
  statusReason: null,
  createdAt: now,
  updatedAt: now,
  completedAt: null,
})
