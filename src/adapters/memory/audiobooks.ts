import { okAsync } from 'neverthrow'
import type { Audiobook, AudiobookDetail } from '../../domain/audiobook/audiobook.ts'
import type { Clock } from '../../ports/clock.ts'
import type {
  AudiobookFilter,
  AudiobookListRequest,
  AudiobookPatch,
  AudiobookRepository,
  NewAudiobook,
} from '../../ports/repositories/audiobooks.ts'
import type { CreateOutcome, IdempotencyKey, Page } from '../../ports/repositories/page.ts'
import { compareText } from './compare.ts'
import { hasText } from './has-text.ts'
import { findEarlier, rememberKey } from './idempotency.ts'
import { jobsOfBook } from './job-queries.ts'
import { pageAfter } from './pages.ts'
import { putAudiobook, putJob } from './put.ts'
import { removeBook } from './remove-book.ts'
import { applyEvent } from './settle-job.ts'
import type { MemoryState } from './state.ts'

export function createMemoryAudiobooks(state: MemoryState, clock: Clock): AudiobookRepository {
  return {
    create: (book, idempotency) => okAsync(create(state, clock.now(), book, idempotency)),
    find: (audiobookId) => okAsync(find(state, audiobookId)),
    findMany: (audiobookIds) =>
      okAsync([...new Set(audiobookIds)].flatMap((audiobookId) => find(state, audiobookId) ?? [])),
    list: (filter, request) => okAsync(list(state, filter, request)),
    update: (audiobookId, patch) => okAsync(update(state, clock.now(), audiobookId, patch)),
    remove: (audiobookId) => okAsync(removeBook(state, audiobookId, clock.now())),
  }
}

function create(
  state: MemoryState,
  now: Date,
  { audiobook, chapters, jobs }: NewAudiobook,
  idempotency: IdempotencyKey | null,
): CreateOutcome<Audiobook> | { readonly outcome: 'upload_taken' } {
  const earlier = findEarlier(state, 'audiobook', audiobook.ownerId, idempotency)
  if (earlier !== null) return earlier
  const isTaken = [...state.audiobooks.values()].some(({ uploadId }) => uploadId === audiobook.uploadId)
  if (isTaken || !state.uploads.has(audiobook.uploadId)) return { outcome: 'upload_taken' }
  putAudiobook(state, audiobook, now)
  for (const chapter of chapters) state.chapters.set(chapter.id, chapter)
  for (const job of jobs) putJob(state, job, now)
  rememberKey(state, 'audiobook', audiobook, idempotency)
  return { outcome: 'created' }
}

function find(state: MemoryState, audiobookId: string): AudiobookDetail | null {
  const audiobook = state.audiobooks.get(audiobookId)
  if (!audiobook) return null
  const chapters = [...state.chapters.values()]
    .filter((chapter) => chapter.audiobookId === audiobookId)
    .sort((a, b) => a.number - b.number)
  return { audiobook, chapters }
}

interface SortedBook {
  readonly value: string
  readonly id: string
}

function list(state: MemoryState, filter: AudiobookFilter, request: AudiobookListRequest): Page<Audiobook> {
  const { sort, direction, after } = request
  // Both sort as text: ISO times are of one length, titles are compared without regard to case.
  const keyOf = (value: string) => (sort === 'title' ? value.toLowerCase() : value)
  const sign = direction === 'asc' ? 1 : -1
  const order = (a: SortedBook, b: SortedBook) =>
    sign * (compareText(a.value, b.value) || compareText(a.id, b.id))
  const books = [...state.audiobooks.values()]
    .filter((book) => matches(state, book, filter))
    .map((book) => ({
      book,
      id: book.id,
      value: keyOf(sort === 'title' ? book.title : book.createdAt.toISOString()),
    }))
  const page = pageAfter(books, order, {
    ...request,
    after: after === null ? null : { id: after.id, value: keyOf(after.value) },
  })
  return { items: page.items.map(({ book }) => book), hasMore: page.hasMore }
}

function matches(state: MemoryState, book: Audiobook, filter: AudiobookFilter): boolean {
  const { ownerId, status, text, ids, createdAfter, createdBefore, errorCode } = filter
  return (
    (ownerId === null || book.ownerId === ownerId) &&
    (status === undefined || book.status === status) &&
    (ids === undefined || ids.includes(book.id)) &&
    (createdAfter === undefined || book.createdAt >= createdAfter) &&
    (createdBefore === undefined || book.createdAt < createdBefore) &&
    (text === undefined || hasText(book, text)) &&
    (errorCode === undefined ||
      jobsOfBook(state, book.id).some((job) => job.status === 'failed' && job.error.code === errorCode))
  )
}

function update(state: MemoryState, now: Date, audiobookId: string, patch: AudiobookPatch): Audiobook | null {
  const before = state.audiobooks.get(audiobookId)
  if (!before) return null
  const defined = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  if (Object.keys(defined).length === 0) return before
  const after: Audiobook = { ...before, ...defined, updatedAt: now }
  putAudiobook(state, after, now)
  const { priority } = patch
  if (priority !== undefined) {
    for (const { id } of jobsOfBook(state, audiobookId)) {
      applyEvent(state, id, { type: 'reprioritize', priority }, now)
    }
  }
  return after
}
