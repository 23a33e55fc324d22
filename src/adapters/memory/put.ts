import type { Audiobook } from '../../domain/audiobook/audiobook.ts'
import { audiobookHappening } from '../../domain/event/audiobook-happening.ts'
import { jobHappening } from '../../domain/event/job-happening.ts'
import { uploadHappenings } from '../../domain/event/upload-happenings.ts'
import type { Job } from '../../domain/job/job.ts'
import type { UploadSession } from '../../domain/upload/upload.ts'
import { logHappenings } from './event-log.ts'
import type { MemoryState } from './state.ts'

/** Writes a row together with what that is to the event log, as the triggers of the database do. */
export function putJob(state: MemoryState, job: Job, now: Date): void {
  const before = state.jobs.get(job.id) ?? null
  state.jobs.set(job.id, job)
  const book = state.audiobooks.get(job.audiobookId)
  if (book !== undefined) logHappenings(state, book.ownerId, [jobHappening(before, job)], now)
}

export function putAudiobook(state: MemoryState, book: Audiobook, now: Date): void {
  const before = state.audiobooks.get(book.id) ?? null
  state.audiobooks.set(book.id, book)
  logHappenings(state, book.ownerId, [audiobookHappening(before, book)], now)
}

/** The session and all its files, as they become; null: as they were, gone. */
export function logUpload(
  state: MemoryState,
  before: UploadSession | null,
  after: UploadSession | null,
  now: Date,
): void {
  const owner = (after ?? before)?.upload.ownerId
  if (owner !== undefined) logHappenings(state, owner, uploadHappenings(before, after), now)
}
