import { createInterface } from 'node:readline'
import { openEventStream } from '../../tests/support/event-stream-client.ts'

// One process of clients: `clients.ts <settings as JSON>`. A line asks for what was seen, one answers.

interface ClientSettings {
  readonly kind: 'sse' | 'ws'
  readonly url: string
  readonly token: string
  /** What each client follows; null: everything. */
  readonly follows: readonly (string | null)[]
  readonly after: string
  /** Each client cuts its connection after so many events, once more after twice as many, and comes back. */
  readonly cutAfter: number
}

const settings: ClientSettings = JSON.parse(process.argv[2] ?? '')
const { url, token, after } = settings

/** Ids of the events that a client got, and how long after they happened. */
interface Seen {
  readonly ids: string[]
  cuts: number
}
const delaysMs: number[] = []
let connected = 0

const note = (seen: Seen, id: string, occurredAt: string) => {
  seen.ids.push(id)
  delaysMs.push(Date.now() - Date.parse(occurredAt))
}

const isCutDue = (seen: Seen) => seen.cuts < 2 && seen.ids.length >= settings.cutAfter * (seen.cuts + 1)

async function followStream(book: string | null, seen: Seen): Promise<void> {
  const path = book === null ? '/events' : `/audiobooks/${book}/events`
  for (;;) {
    const stream = await openEventStream(`${url}/api/v1/admin${path}`, token, {
      'last-event-id': seen.ids.at(-1) ?? after,
    })
    if (seen.cuts === 0) connected += 1
    for (let event = await stream.next(); event !== null; event = await stream.next()) {
      note(seen, event.id, event.data.occurred_at)
      if (isCutDue(seen)) break
    }
    seen.cuts += 1
    stream.close()
  }
}

async function followSocket(book: string | null, seen: Seen): Promise<void> {
  for (;;) {
    const bearer = `bearer.${Buffer.from(token).toString('base64url')}`
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/admin/ws`, ['chapterwise.v1', bearer])
    const topic = book === null ? { topic: 'all' } : { topic: 'audiobook', audiobook_id: book }
    socket.onopen = () => {
      const subscribe = {
        type: 'subscribe',
        subscription: 'a',
        ...topic,
        last_event_id: seen.ids.at(-1) ?? after,
      }
      socket.send(JSON.stringify(subscribe))
    }
    let isCut = false
    socket.onmessage = ({ data }) => {
      if (isCut) return
      const message = JSON.parse(String(data))
      if (message.type === 'subscribed' && seen.cuts === 0) connected += 1
      if (message.type !== 'event') return
      note(seen, message.event.id, message.event.occurred_at)
      if (!isCutDue(seen)) return
      isCut = true
      seen.cuts += 1
      socket.close()
    }
    await new Promise((resolve) => {
      socket.onclose = resolve
    })
  }
}

const followers = settings.follows.map((book) => ({ book, seen: { ids: [], cuts: 0 } as Seen }))
for (const { book, seen } of followers) {
  void (settings.kind === 'sse' ? followStream(book, seen) : followSocket(book, seen))
}
while (connected < followers.length) await new Promise((resolve) => setTimeout(resolve, 20))

process.stdout.write('ready\n')
for await (const _line of createInterface(process.stdin)) {
  process.stdout.write(`${JSON.stringify({ seen: followers.map(({ seen }) => seen.ids), delaysMs })}\n`)
}
process.exit(0)
