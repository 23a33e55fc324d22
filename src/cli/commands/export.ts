import { writeFile } from 'node:fs/promises'
import { okAsync, ResultAsync } from 'neverthrow'
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

/** `chapterwise export <book>`: to standard output, or to `--output`. */
export const exportBook = (
  surroundings: Surroundings,
  book: string,
  options: ExportOptions,
): ResultAsync<void, Failure> =>
  withConnection(surroundings, options, ({ client }) =>
    findBook(client, book, surroundings.signal)
      .andThen((audiobookId) =>
        call(() => {
          const { format, chapter } = options
          const { signal } = surroundings
          return format === 'chapters'
            ? client.downloadChapters(audiobookId, { signal })
            : client.downloadTranscript(audiobookId, format, { signal, chapter })
        }),
      )
      .andThen((text) => {
        const ended = text.endsWith('\n') ? text : `${text}\n`
        if (options.output !== undefined) return writeOutput(options.output, ended)
        surroundings.terminal.out.write(ended)
        return okAsync(undefined)
      }),
  )
