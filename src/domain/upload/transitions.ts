import { err, ok, type Result } from 'neverthrow'
import type { AudioMetadata } from './audio-metadata.ts'
import {
  checkBegin,
  checkChapterNumber,
  checkOpen,
  checkTotal,
  filesInTheWay,
  isReceiving,
  isStored,
} from './checks.ts'
import type { UploadRefusal } from './refusal.ts'
import { possibleKeys } from './storage-key.ts'
import type { Upload, UploadFile, UploadSession } from './upload.ts'

/*
 * pending -> uploading -> completed | failed | cancelled | expired
 *
 * The steps of an upload session. Pure: (session, event, now) -> the session as it becomes and the objects that it
 * no longer needs. A file is `receiving` from before its first byte until it is `stored` or given up, whatever
 * happens to the session meanwhile: only its receiver, or the sweep once the receiver is dead, drops the row.
 */

export interface UploadStep {
  readonly session: UploadSession
  /** Storage keys to be removed once the step is committed. */
  readonly discard: readonly string[]
}

export type StepResult = Result<UploadStep, UploadRefusal>

export interface BeginFile {
  readonly fileId: string
  readonly fileName: string
  readonly storageKey: string
  readonly mediaType: string
  /** Reserves this place; null: the lowest that is free when the file is stored. */
  readonly chapterNumber: number | null
  readonly chapterTitle: string | null
  readonly idempotencyKey: string | null
}

export interface StoreFile {
  readonly fileId: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly metadata: AudioMetadata
  /** Null: as it was at the beginning. */
  readonly chapterNumber: number | null
  readonly chapterTitle: string | null
}

export type UploadEnd = 'failed' | 'cancelled' | 'expired'

/** The place that a file asks for; `single` uploads know no chapters. */
const reservedNumber = ({ type }: Upload, number: number | null): number | null =>
  type === 'single' ? null : number

/** Records that a file is about to be received. What lost its receiver and stands in its way is dropped. */
export function beginFile(session: UploadSession, event: BeginFile, now: Date): StepResult {
  const chapterNumber = reservedNumber(session.upload, event.chapterNumber)
  const dropped = filesInTheWay(session, { ...event, chapterNumber })
  const files = session.files.filter((file) => !dropped.includes(file))
  return checkBegin(session, event.idempotencyKey)
    .andThen(() => checkChapterNumber({ ...session, files }, event.chapterNumber, event.fileId))
    .map(() => {
      const file: UploadFile = {
        id: event.fileId,
        uploadId: session.upload.id,
        status: 'receiving',
        isAbandoned: false,
        fileName: event.fileName,
        storageKey: event.storageKey,
        mediaType: event.mediaType,
        sizeBytes: 0,
        sha256: null,
        chapterNumber,
        chapterTitle: event.chapterTitle,
        metadata: null,
        idempotencyKey: event.idempotencyKey,
        createdAt: now,
        updatedAt: now,
        uploadedAt: null,
      }
      const upload: Upload = { ...session.upload, status: 'uploading', updatedAt: now }
      return { session: { upload, files: [...files, file] }, discard: dropped.flatMap(possibleKeys) }
    })
}

/** The file is complete and readable; the last one completes the upload. A smaller total than announced is fine. */
export function storeFile(session: UploadSession, event: StoreFile, now: Date): StepResult {
  const receiving = session.files.find((file) => file.id === event.fileId && isReceiving(file))
  if (receiving === undefined) return err({ code: 'file_not_receiving' })
  const number = event.chapterNumber ?? receiving.chapterNumber
  return checkOpen(session.upload.status)
    .andThen(() => checkChapterNumber(session, number, receiving.id))
    .andThen(() => checkTotal(session, event.sizeBytes))
    .map(() => {
      const stored: UploadFile = {
        ...receiving,
        status: 'stored',
        isAbandoned: false,
        sizeBytes: event.sizeBytes,
        sha256: event.sha256,
        metadata: event.metadata,
        chapterNumber: reservedNumber(session.upload, number ?? lowestFreeNumber(session)),
        chapterTitle: event.chapterTitle ?? receiving.chapterTitle,
        updatedAt: now,
        uploadedAt: now,
      }
      const files = session.files.map((file) => (file.id === stored.id ? stored : file))
      return { session: { upload: afterStoring(session.upload, files, now), files }, discard: [] }
    })
}

/** There is always one: no more files than numbers are let in. */
function lowestFreeNumber({ files, upload }: UploadSession): number {
  const taken = new Set(files.map((file) => file.chapterNumber))
  let number = 1
  while (number < upload.totalFiles && taken.has(number)) number += 1
  return number
}

function afterStoring(upload: Upload, files: readonly UploadFile[], now: Date): Upload {
  const complete = files.filter(isStored).length === upload.totalFiles
  return complete
    ? { ...upload, status: 'completed', updatedAt: now, completedAt: now }
    : { ...upload, updatedAt: now }
}

/** The file did not arrive, or can't be used: its slot, number and key are free again, in an ended session too. */
export function abortFile(session: UploadSession, fileId: string, now: Date): StepResult {
  const aborted = session.files.find((file) => file.id === fileId && isReceiving(file))
  if (aborted === undefined) return err({ code: 'file_not_receiving' })
  const files = session.files.filter((file) => file !== aborted)
  const upload: Upload = { ...session.upload, updatedAt: now }
  return ok({ session: { upload, files }, discard: possibleKeys(aborted) })
}

/** Ends an open session: what is stored goes; what is being received is dropped by its receiver. */
export function endUpload(session: UploadSession, end: UploadEnd, reason: string, now: Date): StepResult {
  return checkOpen(session.upload.status).map(() => {
    const upload: Upload = { ...session.upload, status: end, statusReason: reason, updatedAt: now }
    return { session: { upload, files: session.files.filter(isReceiving) }, discard: objectKeys(session) }
  })
}

/** All objects of a session's stored files. */
export const objectKeys = ({ files }: UploadSession): readonly string[] =>
  files.filter(isStored).flatMap((file) => {
    const cover = file.metadata?.cover
    return cover ? [file.storageKey, cover.storageKey] : [file.storageKey]
  })
