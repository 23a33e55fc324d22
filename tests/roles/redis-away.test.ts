import { afterEach, expect, test } from 'bun:test'
import { jobsOf, removeCluster, startAll, TIMEOUT_MS } from './support.ts'

afterEach(removeCluster)

/** The promises: a request takes no longer while Redis is away, and what it asked for is done so soon after its return. */
const NORMAL_TIME_MS = 1_000
const DONE_WITHIN_MS = 10_000

test(
  'Redis away, silent first and then gone: books are accepted in normal time, and made within 10 s of its return, though it is empty',
  async () => {
    const { started } = await startAll()
    const slow: string[] = []
    const client = started.clientOf(started.url, (method, path, durationMs) => {
      if (durationMs > NORMAL_TIME_MS) slow.push(`${method} ${path}: ${Math.round(durationMs)} ms`)
    })
    // As when a network drops its packets: sockets stay open and nothing comes.
    started.redis.signal('SIGSTOP')
    const books = [await client.makeBook(1), await client.makeBook(2)]
    await started.redis.kill()
    for (const index of [4, 5, 7]) books.push(await client.makeBook(index))
    expect(slow).toEqual([])
    const ids = books.map(({ audiobookId }) => audiobookId)
    for (const id of ids) {
      expect((await jobsOf(started, id)).map(({ epoch }) => epoch)).toEqual([0, 0, 0, 0])
    }

    await started.redis.start()
    const returnedAtMs = performance.now()
    const statuses = await started.client.waitForEnd(ids, DONE_WITHIN_MS)
    expect(statuses).toEqual(ids.map(() => 'completed'))
    expect(performance.now() - returnedAtMs).toBeLessThan(DONE_WITHIN_MS)
  },
  TIMEOUT_MS,
)
