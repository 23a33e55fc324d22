import { afterEach, expect, test } from 'bun:test'
import { openEventStream, type StreamedEvent } from '../support/event-stream-client.ts'
import { findFreePort } from '../support/free-port.ts'
import { waitUntil } from '../support/wait-until.ts'
import { finish, removeCluster, startServers, TIMEOUT_MS } from './support.ts'

afterEach(removeCluster)

/** Goes on from the last event wherever an API answers, until it is told to stop. */
async function follow(urls: () => string, token: string, from: string, isOver: () => boolean) {
  const events: StreamedEvent[] = []
  let last = from
  while (!isOver()) {
    const stream = await openEventStream(`${urls()}/api/v1/admin/events`, token, {
      'last-event-id': last,
    }).catch(() => null)
    const stop = setInterval(() => isOver() && stream?.close(), 50)
    for (let event = await stream?.next(); event; event = await stream?.next()) {
      events.push(event)
      last = event.id
    }
    clearInterval(stop)
  }
  return events
}

test(
  'two APIs, one killed: a client that reconnects to the other loses no event and gets none twice',
  async () => {
    const started = await startServers()
    const token = started.environment.ADMIN_TOKENS
    const first = await started.start('api')
    const port = await findFreePort()
    const secondUrl = `http://127.0.0.1:${port}`
    await started.start('api', { API_PORT: String(port) })
    const beginning = await openEventStream(`${started.url}/api/v1/admin/events`, token)
    const early = await started.client.makeBook(1)
    const [start] = await beginning.take(1)
    beginning.close()

    let [url, isOver] = [started.url, false]
    const followers = Promise.all(
      Array.from({ length: 5 }, () =>
        follow(
          () => url,
          token,
          start?.id ?? '',
          () => isOver,
        ),
      ),
    )
    await started.start('transcriber', { API_BASE_URL: secondUrl })
    await started.start('worker', { API_BASE_URL: secondUrl })
    const client = started.clientOf(secondUrl)
    const books = [early, ...(await Promise.all([2, 3].map((index) => client.makeBook(index))))]
    url = secondUrl
    await first.kill()
    const bookIds = books.map(({ audiobookId }) => audiobookId)
    await finish(started, bookIds, client)

    const all = await openEventStream(`${secondUrl}/api/v1/admin/events`, token, {
      'last-event-id': start?.id ?? '',
    })
    const expected: string[] = []
    await waitUntil(
      async () => {
        const event = await all.next()
        expected.push(`${event?.id} ${event?.type}`)
        return expected.filter((line) => line.endsWith('audiobook.completed')).length
      },
      (completed) => completed === books.length,
    )
    all.close()
    await Bun.sleep(500)
    isOver = true
    for (const events of await followers) {
      expect(events.map(({ id, type }) => `${id} ${type}`)).toEqual(expected)
    }
  },
  TIMEOUT_MS,
)
