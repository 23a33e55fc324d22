import { possibleKeys } from '../../../domain/upload/storage-key.ts'
import { abortFile } from '../../../domain/upload/transitions.ts'
import type { UploadFile } from '../../../domain/upload/upload.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Logger } from '../../../ports/logger.ts'
import type { UploadRepository } from '../../../ports/repositories/uploads.ts'
import type { Storage } from '../../../ports/storage.ts'
import { stepUpload } from '../step-upload.ts'

interface GiveUpDeps {
  readonly uploads: UploadRepository
  readonly storage: Storage
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Drops a file that was being received, with whatever it left in the storage. Answers the file when it turns out to
 * be stored. When the database fails the row stays, and the sweep of idle uploads does the same later.
 */
export async function giveUpFile(
  { uploads, storage, clock, logger }: GiveUpDeps,
  file: { readonly id: string; readonly uploadId: string; readonly storageKey: string },
): Promise<UploadFile | null> {
  let stored: UploadFile | null = null
  const dropped = await stepUpload(uploads, file.uploadId, (session) => {
    stored = session.files.find(({ id, status }) => id === file.id && status === 'stored') ?? null
    return abortFile(session, file.id, clock.now())
  })
  if (stored !== null) return stored
  const fields = { uploadId: file.uploadId, fileId: file.id }
  if (dropped.isErr() && dropped.error.because === 'port') {
    logger.warn('could not drop a file that failed to arrive; the sweep will', fields)
    return null
  }
  // Recorded for removal with the row; this is sooner, and covers a row that was gone already.
  const removed = await storage.remove(possibleKeys(file))
  if (removed.isErr()) logger.warn('could not remove what a failed file left; the sweep will', fields)
  return null
}
