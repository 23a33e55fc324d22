import { okAsync } from 'neverthrow'
import { startHttpServer } from '../../src/http/serve.ts'
import { addBook, createTestApi } from './http-api.ts'

/*
 * Serves the API on memory adapters, on whatever runtime runs this, with a book of `me` and one of `you`, whose ids it
 * prints after its URL. A token is the name of its owner; `admin` sees all, `short` expires soon.
 */

const SHORT_LIFE_MS = 1_500

const api = createTestApi({
  clock: { now: () => new Date(), monotonicMs: () => performance.now(), sleep: () => Promise.resolve() },
  tokens: {
    verifyAdmin: (token) =>
      okAsync({
        ...{ ownerId: token, seesAll: token === 'admin' || token === 'short' },
        ...(token === 'short' && { expiresAt: new Date(Date.now() + SHORT_LIFE_MS) }),
      }),
    verifyWorker: () => okAsync(undefined),
  },
})
const books = ['me', 'you'].map((ownerId) => addBook(api, { ownerId }).audiobook.id)
const server = await startHttpServer({ app: api.app, host: '127.0.0.1', port: 0 })
process.stdout.write(`${server.url} ${books.join(' ')}\n`)
