import { err, ok, type Result } from 'neverthrow'
import type { UploadRefusal } from './refusal.ts'
import type { UploadFile, UploadSession, UploadStatus } from './upload.ts'

/* What an upload session refuses, each rule by itself. */

export type Check = Result<void, UploadRefusal>

export const isStored = (file: UploadFile): boolean => file.status === 'stored'
export const isReceiving = (file: UploadFile): boolean => file.status === 'receiving'

/** Bytes of all stored files. */
export const storedSizeBytes = ({ files }: UploadSession): number =>
  files.filter(isStored).reduce((sum, file) => sum + file.sizeBytes, 0)

/** What one more file may hold before the announced total is passed. */
export const remainingSizeBytes = (session: UploadSession): number =>
  Math.max(0, session.upload.totalSizeBytes - storedSizeBytes(session))

/** Refuses for a session that has ended. */
export function checkOpen(status: UploadStatus): Check {
  switch (status) {
    case 'pending':
    case 'uploading':
      return ok(undefined)
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'expired':
      return err({ code: 'upload_over', status })
  }
}

/** A file of this session that came with the same key. */
function checkRepeat({ files }: UploadSession, key: string | null): Check {
  const earlier = key === null ? undefined : files.find((file) => file.idempotencyKey === key)
  if (earlier === undefined || earlier.isAbandoned) return ok(undefined)
  return err(isStored(earlier) ? { code: 'file_repeated', file: earlier } : { code: 'file_in_progress' })
}

/** `single` uploads have one place, `chapters` uploads as many as files. */
export function checkChapterNumber(session: UploadSession, number: number | null, fileId: string): Check {
  if (number === null) return ok(undefined)
  const highest = session.upload.totalFiles
  if (!Number.isInteger(number) || number < 1 || number > highest) {
    return err({ code: 'chapter_number_out_of_range', highest })
  }
  const taken = session.files.some((file) => file.id !== fileId && file.chapterNumber === number)
  return taken ? err({ code: 'chapter_number_taken', chapterNumber: number }) : ok(undefined)
}

/** For a file that is complete. */
export function checkTotal(session: UploadSession, sizeBytes: number): Check {
  const { totalSizeBytes } = session.upload
  return sizeBytes <= remainingSizeBytes(session)
    ? ok(undefined)
    : err({ code: 'upload_too_large', totalSizeBytes })
}

/** What `beginFile` would refuse whatever the file is: known before a byte is read. */
export function checkBegin(session: UploadSession, idempotencyKey: string | null): Check {
  return checkRepeat(session, idempotencyKey)
    .andThen(() => checkOpen(session.upload.status))
    .andThen(() =>
      session.files.filter(({ isAbandoned }) => !isAbandoned).length < session.upload.totalFiles
        ? ok(undefined)
        : err({ code: 'no_file_slot_free' as const }),
    )
}

/**
 * Abandoned files that a new one needs the place of: that with its key, that with its number, and the oldest when no
 * place is free. Others are left: their receivers may have been cut off from the database alone, and come back.
 */
export function filesInTheWay(
  { files, upload }: UploadSession,
  { idempotencyKey, chapterNumber }: Pick<UploadFile, 'idempotencyKey' | 'chapterNumber'>,
): readonly UploadFile[] {
  const abandoned = files.filter(({ isAbandoned }) => isAbandoned)
  const wanted = abandoned.filter(
    (file) =>
      (idempotencyKey !== null && file.idempotencyKey === idempotencyKey) ||
      (chapterNumber !== null && file.chapterNumber === chapterNumber),
  )
  const isFull = files.length - wanted.length >= upload.totalFiles
  return isFull ? [...wanted, ...abandoned.filter((file) => !wanted.includes(file)).slice(0, 1)] : wanted
}

/** Refuses while the row of an ended session must stay, because a receiver may still write objects. */
export const checkRemovable = ({ files }: UploadSession): Check =>
  files.some((file) => isReceiving(file) && !file.isAbandoned)
    ? err({ code: 'upload_receiving' })
    : ok(undefined)
