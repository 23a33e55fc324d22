import { join } from 'node:path'
import { okAsync, type ResultAsync } from 'neverthrow'
import type { ChapterwiseClient } from '../../client/node/index.ts'
import type { Config } from '../../config.ts'
import { isCheckout } from '../../package-files.ts'
import { call } from '../call.ts'
import { showHits } from '../commands/search.ts'
import type { Connection } from '../connect.ts'
import type { Failure } from '../failure.ts'
import { formatTime, wrap } from '../format.ts'
import type { TerminalStream } from '../terminal.ts'

const EXCERPT_SEGMENTS = 6
const HITS_PER_SEARCH = 1
const TEXT_COLUMNS = 92
const SEARCHES = ['a ship calling for help', 'bees and honey in the garden', 'a train over the mountains']

const heading = (out: TerminalStream, text: string): void => out.line(`\n${out.style('bold', text)}`)

const paragraph = (out: TerminalStream, text: string): void => {
  for (const line of wrap(text, TEXT_COLUMNS)) out.line(`  ${line}`)
}

const showExcerpt = (
  out: TerminalStream,
  client: ChapterwiseClient,
  audiobookId: string,
): ResultAsync<void, Failure> =>
  call(() => client.transcript(audiobookId)).map(({ engine, segments }) => {
    heading(out, `Transcript, as ${engine} heard it`)
    for (const segment of segments.slice(0, EXCERPT_SEGMENTS)) {
      out.line(`  ${out.style('cyan', formatTime(segment.start_seconds))}  ${segment.text}`)
    }
  })

const showSearch = (
  out: TerminalStream,
  client: ChapterwiseClient,
  query: string,
): ResultAsync<void, Failure> =>
  call(() => client.search({ q: query, limit: HITS_PER_SEARCH })).map((answer) => {
    heading(out, `Search: ${query}`)
    showHits(out, answer)
  })

/** Chapters, an excerpt of the transcript, summary, tags, three searches. */
export const showBook = (
  out: TerminalStream,
  client: ChapterwiseClient,
  audiobookId: string,
): ResultAsync<void, Failure> =>
  call(() => client.getAudiobook(audiobookId)).andThen((book) => {
    heading(out, `${book.title}, ${book.author} (${formatTime(book.duration_seconds)})`)
    for (const { number, title, start_seconds } of book.chapters) {
      out.line(`  ${out.style('cyan', formatTime(start_seconds))}  ${number}. ${title}`)
    }
    return showExcerpt(out, client, audiobookId)
      .map(() => {
        heading(out, 'Summary')
        paragraph(out, book.summary ?? '')
        heading(out, 'Tags')
        paragraph(out, book.tags.join(', '))
      })
      .andThen(() =>
        SEARCHES.reduce<ResultAsync<void, Failure>>(
          (earlier, query) => earlier.andThen(() => showSearch(out, client, query)),
          okAsync(undefined),
        ),
      )
  })

/** What to try next, with commands that work as they stand. */
export const showHints = (
  out: TerminalStream,
  { client, isEmbedded }: Connection,
  config: Config,
  audiobookId: string,
): void => {
  const admin = `${client.baseUrl}/api/v1/admin`
  const token =
    config.ADMIN_TOKENS.length > 0
      ? '<one of ADMIN_TOKENS>'
      : `$(cat ${join(config.DATA_DIR, 'admin-token')})`
  heading(out, isEmbedded ? 'Serving; Ctrl-C stops' : 'The server that was running has the book now')
  out.line(`  API docs  ${client.baseUrl}/docs`)
  out.line(
    `  captions  curl -H "Authorization: Bearer ${token}" '${admin}/audiobooks/${audiobookId}/transcript?format=vtt'`,
  )
  out.line(`  search    curl -H "Authorization: Bearer ${token}" '${admin}/search?q=lamp'`)
  out.line(`  your book ${isCheckout ? 'npm run cli --' : 'chapterwise'} ingest path/to/book.m4b`)
}
