import { err, ok, okAsync, type Result, type ResultAsync } from 'neverthrow'
import { api, type ChapterwiseClient } from '../client/node/index.ts'
import { call } from './call.ts'
import { EXIT, type Failure, failure } from './failure.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** More candidates than this help nobody. */
const MAX_CANDIDATES = 10

interface Candidate {
  readonly id: string
  readonly title: string
  readonly author: string
}

const choose = (name: string, books: readonly Candidate[]): Result<string, Failure> => {
  const exact = books.filter(({ title }) => title.toLowerCase() === name.toLowerCase())
  const [only, ...others] = exact.length > 0 ? exact : books
  if (only === undefined) return err(failure(EXIT.refused, `There is no audiobook called "${name}".`))
  if (others.length === 0) return ok(only.id)
  const lines = [only, ...others].map(({ id, title, author }) => `${id}  ${title}, ${author}`)
  return err(failure(EXIT.usage, `"${name}" is the name of several audiobooks; give an id:`, ...lines))
}

/** A book by its id, by its title, or by a part of title or author that only one book has. */
export const findBook = (
  client: ChapterwiseClient,
  idOrName: string,
  signal: AbortSignal,
): ResultAsync<string, Failure> =>
  UUID.test(idOrName)
    ? okAsync(idOrName)
    : call(() =>
        api.listAudiobooks({ client: client.http, signal, query: { q: idOrName, limit: MAX_CANDIDATES } }),
      ).andThen(({ items }) => choose(idOrName, items))
