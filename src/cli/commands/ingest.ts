import { basename, dirname } from 'node:path'
import { okAsync, type ResultAsync } from 'neverthrow'
import { bookNotes } from '../book-notes.ts'
import { type Connection, type ConnectOptions, type Surroundings, withConnection } from '../connect.ts'
import type { Failure } from '../failure.ts'
import { followBook } from '../follow-book.ts'
import { formatTime } from '../format.ts'
import { type IngestPlan, planIngest } from '../plan-ingest.ts'
import { createBarView } from '../progress/bar-view.ts'
import { createJsonView, createLineView } from '../progress/line-view.ts'
import type { ProgressView } from '../progress/progress-view.ts'
import { type BookDetails, newIdempotencyKey, sendBook, titleFromPath } from '../send-book.ts'
import type { Terminal } from '../terminal.ts'

export interface IngestOptions extends ConnectOptions, Omit<BookDetails, 'fallbackTitle' | 'isPublic'> {
  readonly public?: boolean | undefined
  readonly wait: boolean
  readonly json?: boolean | undefined
  readonly idempotencyKey?: string | undefined
}

export const progressView = ({ out, notes }: Terminal, json: boolean): ProgressView => {
  if (json) return createJsonView(out)
  return notes.isInteractive ? createBarView(notes, () => performance.now()) : createLineView(notes)
}

const fallbackTitle = (paths: readonly string[], { uploadType, files }: IngestPlan): string => {
  const first = files[0]?.path ?? ''
  if (uploadType === 'single') return titleFromPath(first)
  return titleFromPath(paths.length === 1 ? (paths[0] ?? first) : basename(dirname(first)) || first)
}

const reportDone = (
  { client }: Connection,
  audiobookId: string,
  view: ProgressView,
  { out, notes }: Terminal,
  json: boolean,
): ResultAsync<void, Failure> =>
  client.getAudiobook(audiobookId).map((book) => {
    view.finish()
    view.milestone(
      'completed',
      `done: ${book.chapters.length} chapters, ${formatTime(book.duration_seconds)}`,
      {
        audiobook_id: audiobookId,
        title: book.title,
        chapters: book.chapters.length,
        duration_seconds: book.duration_seconds,
        warnings: book.warnings,
      },
    )
    if (!json) for (const note of bookNotes(book)) notes.line(notes.style('yellow', note))
    if (!json) out.line(audiobookId)
  })

/** `chapterwise ingest <files or folder...>`: prints the audiobook's id on standard output. */
export const ingest = (
  surroundings: Surroundings,
  paths: readonly string[],
  options: IngestOptions,
): ResultAsync<void, Failure> => {
  const { terminal, signal } = surroundings
  const json = options.json === true
  const view = progressView(terminal, json)
  const idempotencyKey = options.idempotencyKey ?? newIdempotencyKey()
  return planIngest(paths).andThen((plan) =>
    withConnection(surroundings, options, (connection) => {
      const sending = { client: connection.client, view, plan, idempotencyKey }
      const details = { ...options, isPublic: options.public, fallbackTitle: fallbackTitle(paths, plan) }
      return sendBook(sending, details).andThen((audiobookId) => {
        if (!options.wait) {
          if (connection.isEmbedded)
            terminal.notes.line('Processing goes on when a server next runs on this data directory.')
          if (!json) terminal.out.line(audiobookId)
          return okAsync(undefined)
        }
        return followBook(connection.client, audiobookId, view, signal).andThen(() =>
          reportDone(connection, audiobookId, view, terminal, json),
        )
      })
    }),
  )
}
