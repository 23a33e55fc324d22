import type {
  Audiobook,
  AudiobookDetail,
  AudiobookStatus,
  Chapter,
} from '../../domain/audiobook/audiobook.ts'
import type { PendingJob } from '../../domain/job/job.ts'
import type { PortResult } from '../port-error.ts'
import type { CreateOutcome, IdempotencyKey, Page, PageRequest } from './page.ts'

export interface NewAudiobook {
  readonly audiobook: Audiobook
  readonly chapters: readonly Chapter[]
  readonly jobs: readonly PendingJob[]
}

export interface AudiobookFilter {
  /** Null: of every owner. */
  readonly ownerId: string | null
  readonly status?: AudiobookStatus
  /** Case-insensitive part of title or author. */
  readonly text?: string
  readonly ids?: readonly string[]
  readonly createdAfter?: Date
  readonly createdBefore?: Date
  /** Of a failed job of the book. */
  readonly errorCode?: string
}

export type AudiobookSort = 'created_at' | 'title'

export interface AudiobookListRequest extends PageRequest<{ readonly value: string; readonly id: string }> {
  readonly sort: AudiobookSort
  readonly direction: 'asc' | 'desc'
}

/** What a client may edit. Absent fields stay as they are. */
export type AudiobookPatch = {
  readonly [K in
    | 'title'
    | 'author'
    | 'narrator'
    | 'description'
    | 'language'
    | 'isPublic'
    | 'coverImageUrl'
    | 'priority']?: Audiobook[K]
}

export interface AudiobookRepository {
  /** Book, chapters and jobs in one transaction. `upload_taken`: another book was made from that upload. */
  create(
    book: NewAudiobook,
    idempotency: IdempotencyKey | null,
  ): PortResult<CreateOutcome<Audiobook> | { readonly outcome: 'upload_taken' }>

  find(audiobookId: string): PortResult<AudiobookDetail | null>

  /** Those of the books that there are, each once, in no order. */
  findMany(audiobookIds: readonly string[]): PortResult<readonly AudiobookDetail[]>

  /** The cursor is the last item's sort value (ISO time, or title) and id. */
  list(filter: AudiobookFilter, request: AudiobookListRequest): PortResult<Page<Audiobook>>

  /** A priority is also that of the book's jobs that have not completed, from the same moment on. */
  update(audiobookId: string, patch: AudiobookPatch): PortResult<Audiobook | null>

  /** The book, its upload and all that hangs on them; their objects are recorded for removal. Answers the ids of its jobs, null when there is no such book. */
  remove(audiobookId: string): PortResult<readonly string[] | null>
}
