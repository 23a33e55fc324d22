import { basename, dirname } from 'node:path'
import { okAsync, ResultAsync } from 'neverthrow'
import { type LocalFile, type NewAudiobook, openFiles, titleFromName } from '../../client/node/index.ts'
import { bookNotes } from '../book-notes.ts'
import { call } from '../call.ts'
import { type Connection, type ConnectOptions, type Surroundings, withConnection } from '../connect.ts'
import { EXIT, type Failure, failure } from '../failure.ts'
import { followBook } from '../follow-book.ts'
import { formatTime } from '../format.ts'
import { createBarView } from '../progress/bar-view.ts'
import { createJsonView, createLineView } from '../progress/line-view.ts'
import type { ProgressView } from '../progress/progress-view.ts'
import { newIdempotencyKey, sendBook } from '../send-book.ts'
import type { Terminal } from '../terminal.ts'

/** What the person says of the book; what is absent is taken from the files. */
type BookOptions = Partial<
  Pick<NewAudiobook, 'title' | 'author' | 'narrator' | 'description' | 'language' | 'priority'>
>

export interface IngestOptions extends ConnectOptions, BookOptions {
  readonly public?: boolean | undefined
  readonly wait: boolean
  readonly json?: boolean | undefined
  readonly idempotencyKey?: string | undefined
}

export const progressView = ({ out, notes }: Terminal, json: boolean): ProgressView => {
  if (json) return createJsonView(out)
  return notes.isInteractive ? createBarView(notes, () => performance.now()) : createLineView(notes)
}

/** `Books/The Lamp Keeper/` → `The Lamp Keeper`; `a/My_Book.m4b` → `My Book`. */
export const fallbackTitle = (paths: readonly string[], files: readonly LocalFile[]): string => {
  const first = files[0]?.path ?? ''
  if (files.length === 1) return titleFromName(basename(first))
  return titleFromName(basename(paths.length === 1 ? (paths[0] ?? first) : dirname(first)) || first)
}

const describeBook = (options: IngestOptions): BookOptions & Pick<NewAudiobook, 'is_public'> => {
  const { title, author, narrator, description, language, priority } = options
  const said = { title, author, narrator, description, language, priority, is_public: options.public }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}

/** A path that can't be read is a wrong argument. */
const openPaths = (paths: readonly string[]): ResultAsync<readonly LocalFile[], Failure> =>
  ResultAsync.fromThrowable(openFiles, (error) =>
    failure(EXIT.usage, error instanceof Error ? error.message : String(error)),
  )(...paths)

const reportDone = (
  { client }: Connection,
  audiobookId: string,
  view: ProgressView,
  { terminal: { out, notes }, signal }: Surroundings,
  json: boolean,
): ResultAsync<void, Failure> =>
  call(() => client.getAudiobook(audiobookId, { signal })).map((book) => {
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
  return openPaths(paths).andThen((files) =>
    withConnection(surroundings, options, (connection) => {
      const sending = { client: connection.client, view, files, idempotencyKey, signal }
      const details = { book: describeBook(options), fallbackTitle: fallbackTitle(paths, files) }
      return sendBook(sending, details).andThen((audiobookId) => {
        if (!options.wait) {
          if (connection.isEmbedded)
            terminal.notes.line('Processing goes on when a server next runs on this data directory.')
          if (!json) terminal.out.line(audiobookId)
          return okAsync(undefined)
        }
        return followBook(connection.client, audiobookId, view, signal).andThen(() =>
          reportDone(connection, audiobookId, view, surroundings, json),
        )
      })
    }),
  )
}
