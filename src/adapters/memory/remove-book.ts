import { audiobookHappening } from '../../domain/event/audiobook-happening.ts'
import { oldestFirst } from './compare.ts'
import { logHappenings } from './event-log.ts'
import type { MemoryState } from './state.ts'
import { dropUpload, findSession } from './uploads.ts'

/** What the foreign keys of the database do. Answers the ids of the book's jobs; null when there is no such book. */
export function removeBook(state: MemoryState, audiobookId: string, now: Date): readonly string[] | null {
  const book = state.audiobooks.get(audiobookId)
  if (!book) return null
  const session = findSession(state, book.uploadId)
  if (session !== null) dropUpload(state, session, now)
  if (book.cover !== null) state.discards.add(book.cover.storageKey)
  state.audiobooks.delete(audiobookId)
  logHappenings(state, book.ownerId, [audiobookHappening(book, null)], now)
  dropChapters(state, audiobookId)
  for (const [key, output] of state.aiOutputs) {
    if (output.audiobookId === audiobookId) state.aiOutputs.delete(key)
  }
  return dropJobs(state, audiobookId)
}

function dropChapters(state: MemoryState, audiobookId: string): void {
  const chapterIds = new Set(
    [...state.chapters.values()].filter((chapter) => chapter.audiobookId === audiobookId).map(({ id }) => id),
  )
  for (const id of chapterIds) {
    state.chapters.delete(id)
    state.transcripts.delete(id)
    state.coverage.delete(id)
  }
  for (const passage of [...state.passages.values()]) {
    if (!chapterIds.has(passage.chapterId)) continue
    state.passages.delete(passage.id)
    for (const vectors of state.embeddings.values()) vectors.delete(passage.id)
  }
}

function dropJobs(state: MemoryState, audiobookId: string): readonly string[] {
  const jobs = [...state.jobs.values()].filter((job) => job.audiobookId === audiobookId)
  for (const { id } of jobs) {
    state.jobs.delete(id)
    state.parts.delete(id)
  }
  return jobs.sort(oldestFirst).map(({ id }) => id)
}
