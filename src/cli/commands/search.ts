import { okAsync, type ResultAsync } from 'neverthrow'
import type { ChapterwiseClient, SearchAnswer, SearchData } from '../../client/node/index.ts'
import { call } from '../call.ts'
import { type ConnectOptions, type Surroundings, withConnection } from '../connect.ts'
import type { Failure } from '../failure.ts'
import { findBook } from '../find-book.ts'
import { formatTime, printable } from '../format.ts'
import { showSnippet } from '../snippet.ts'
import type { TerminalStream } from '../terminal.ts'

type SearchQuery = SearchData['query']

export interface SearchOptions extends ConnectOptions {
  readonly mode: NonNullable<SearchQuery['mode']>
  readonly limit: number
  readonly book?: string | undefined
  readonly json?: boolean | undefined
}

/** A hit a paragraph: where (chapter, second), then what was said there. */
export const showHits = (out: TerminalStream, { hits }: SearchAnswer): void => {
  if (hits.length === 0) out.line('Nothing found.')
  for (const [index, hit] of hits.entries()) {
    const place = printable(`${hit.chapter.number}. ${hit.chapter.title}`)
    const time = out.style('cyan', formatTime(hit.start_seconds))
    out.line(
      `${String(index + 1).padStart(2)}  ${time}  ${out.style('bold', printable(hit.audiobook.title))}, ${place}`,
    )
    for (const line of showSnippet(out, hit.snippet)) out.line(`    ${line}`)
  }
}

const scopeOf = (
  client: ChapterwiseClient,
  book: string | undefined,
  signal: AbortSignal,
): ResultAsync<Pick<SearchQuery, 'audiobook_id'>, Failure> =>
  book === undefined ? okAsync({}) : findBook(client, book, signal).map((id) => ({ audiobook_id: id }))

/** `chapterwise search <query>`; `--json` prints the API's answer as it is. */
export const search = (
  surroundings: Surroundings,
  query: string,
  options: SearchOptions,
): ResultAsync<void, Failure> =>
  withConnection(surroundings, options, ({ client }) =>
    scopeOf(client, options.book, surroundings.signal)
      .andThen((scope) => {
        const { mode, limit } = options
        return call(() => client.search({ q: query, mode, limit, ...scope }, surroundings))
      })
      .map((answer) => {
        const { out, notes } = surroundings.terminal
        if (options.json === true) out.line(JSON.stringify(answer, null, 2))
        else showHits(out, answer)
        if (answer.degraded) notes.line('The search by meaning was not available; found by words alone.')
      }),
  )
