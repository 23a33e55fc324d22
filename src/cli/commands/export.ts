import { writeFile } from 'node:fs/promises'
import { okAsync, ResultAsync } from 'neverthrow'
import type { ChapterwiseClient } from '../../client/node/index.ts'
import { bookNotes } from '../book-notes.ts'
import { call } from '../call.ts'
import { type ConnectOptions, type Surroundings, withConnection } from '../connect.ts'
import { EXIT, type Failure, failure } from '../failure.ts'
import { findBook } from '../find-book.ts'

export const EXPORT_FORMATS = ['vtt', 'srt', 'txt', 'json', 'chapters'] as const

export interface ExportOptions extends ConnectOptions {
  /** `chapters` is JSON Chapters 1.2, as podcast players read it; the others are the transcript. */
  readonly format: (typeof EXPORT_FORMATS)[number]
  readonly chapter?: number | undefined
  readonly output?: string | undefined
}

const writeOutput = (path: string, text: string): ResultAsync<void, Failure> =>
  ResultAsync.fromThrowable(writeFile, (error) =>
    failure(EXIT.usage, `Can't write ${path}: ${error instanceof Error ? error.message : error}`),
  )(path, text)

/** On standard error, so that the transcript stays a transcript. A server that can't say it is no reason to fail. */
const noteGaps = (
  { terminal, signal }: Surroundings,
  client: ChapterwiseClient,
  audiobookId: string,
  { chapter }: ExportOptions,
): ResultAsync<void, never> =>
  call(() => client.getAudiobook(audiobookId, { signal }))
    .map((book) => {
      for (const note of bookNotes(book, chapter)) {
        terminal.notes.line(terminal.notes.style('yellow', note))
      }
    })
    .orElse(() => okAsync(undefined))

const readText = (
  surroundings: Surroundings,
  client: ChapterwiseClient,
  audiobookId: string,
  options: ExportOptions,
): ResultAsync<string, Failure> => {
  const { format, chapter } = options
  const { signal } = surroundings
  return format === 'chapters'
    ? call(() => client.downloadChapters(audiobookId, { signal }))
    : call(() => client.downloadTranscript(audiobookId, format, { signal, chapter })).andThen((text) =>
        noteGaps(surroundings, client, audiobookId, options).map(() => text),
      )
}

/** `chapterwise export <book>`: to standard output, or to `--output`. */
export const exportBook = (
  surroundings: Surroundings,
  book: string,
  options: ExportOptions,
): ResultAsync<void, Failure> =>
  withConnection(surroundings, options, ({ client }) =>
    findBook(client, book, surroundings.signal)
      .andThen((audiobookId) => readText(surroundings, client, audiobookId, options))
      .andThen((text) => {
        const ended = text.endsWith('\n') ? text : `${text}\n`
        if (options.output !== undefined) return writeOutput(options.output, ended)
        surroundings.terminal.out.write(ended)
        return okAsync(undefined)
      }),
  )
