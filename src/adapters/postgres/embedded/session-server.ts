/**
 * Lets several connections share the one session of PGlite. A connection holds the session from its first message
 * until the server is idle again (`ReadyForQuery` outside a transaction), so that neither unnamed statements,
 * which the next Parse replaces, nor transactions of two connections meet. Who waits is served in order of arrival.
 *
 * `@electric-sql/pglite-socket` interleaves single messages of different connections, which mixes their queries up
 * (see docs/decisions/0011).
 */
import { createServer, type Server, type Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'
import { createMessageReader, type FrontendMessage } from './frontend-messages.ts'

/** A client that opened a transaction and falls silent keeps everyone waiting; it is cut off after this. */
const SILENT_TRANSACTION_MS = 60_000
const MAX_CONNECTIONS = 100
/** ReadyForQuery: 'Z', length 5, status. */
const READY_FOR_QUERY = [0x5a, 0, 0, 0, 5]
const QUERY_TYPES = new Set(['Q', 'S', 'F', 'startup'])
const NO_ENCRYPTION = 'N'

interface Client {
  readonly socket: Socket
  readonly inbox: FrontendMessage[]
  gone: boolean
  queued: boolean
}

export interface SessionServer {
  /** Serves no one any more; queries that run are finished. */
  close(): Promise<void>
}

export const serveSession = async (
  database: PGlite,
  socketPath: string,
  onBroken: (error: Error) => void,
): Promise<SessionServer> => {
  const clients = new Set<Client>()
  const session = createSession(database, onBroken)
  const server = createServer((socket) => {
    const client: Client = { socket, inbox: [], gone: false, queued: false }
    clients.add(client)
    const leave = () => {
      client.gone = true
      clients.delete(client)
      session.wake(client)
    }
    const reader = createMessageReader()
    socket.on('data', (chunk) => {
      try {
        receive(client, reader.push(chunk))
        session.wake(client)
      } catch {
        socket.destroy()
      }
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', leave)
  })
  server.maxConnections = MAX_CONNECTIONS
  await listen(server, socketPath)
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await session.close()
      for (const { socket } of clients) socket.destroy()
      await closed
    },
  }
}

const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })

/** Answers what needs no database and keeps the rest. */
const receive = (client: Client, messages: readonly FrontendMessage[]): void => {
  for (const message of messages) {
    if (message.type === 'encryption') client.socket.write(NO_ENCRYPTION)
    // 'X' would end PGlite for everyone; a query that runs can't be cancelled, for it blocks this thread.
    else if (message.type === 'X' || message.type === 'cancel') client.socket.end()
    else client.inbox.push(message)
  }
}

const createSession = (database: PGlite, onBroken: (error: Error) => void) => {
  const waiting: Client[] = []
  let holder: Client | null = null
  let running: Promise<void> | null = null
  let closed = false
  let silence: NodeJS.Timeout | undefined

  const execute = async (messages: readonly FrontendMessage[], client: Client | null): Promise<Buffer> => {
    let tail: Buffer = Buffer.alloc(0)
    await database.execProtocolRawStream(joinMessages(messages), {
      onRawData: (data) => {
        // The bytes are a view of memory that PGlite writes again.
        const copy = Buffer.from(data)
        tail = Buffer.concat([tail, copy]).subarray(-READY_FOR_QUERY.length - 1)
        if (client?.socket.writable) client.socket.write(copy)
      },
    })
    return tail
  }

  const serve = async (client: Client): Promise<void> => {
    const unit = takeUnit(client.inbox)
    if (unit.length === 0) return
    const tail = await execute(unit, client)
    const ended = QUERY_TYPES.has(unit.at(-1)?.type ?? '')
    if (ended && !READY_FOR_QUERY.every((byte, index) => tail[index] === byte)) {
      throw new Error('PGlite stopped answering.')
    }
    holder = ended && !database.isInTransaction() ? null : client
  }

  /** Ends what a client left behind: an extended query without its Sync, an open transaction. */
  const abandon = async (): Promise<void> => {
    await execute([SYNC], null)
    if (database.isInTransaction()) await execute([ROLLBACK], null)
    holder = null
  }

  const run = async (): Promise<void> => {
    clearTimeout(silence)
    while (!closed) {
      const client: Client | undefined = holder ?? waiting.shift()
      if (!client) return
      client.queued = false
      if (client.gone) {
        if (client === holder) await abandon()
      } else if (client.inbox.length > 0) {
        await serve(client)
        if (client !== holder && client.inbox.length > 0) enqueue(client)
      } else if (client === holder) {
        silence = setTimeout(() => client.socket.destroy(), SILENT_TRANSACTION_MS)
        return
      }
    }
  }

  const enqueue = (client: Client): void => {
    if (client.queued) return
    client.queued = true
    waiting.push(client)
  }

  const start = (): void => {
    running ??= run()
      .catch((error: unknown) => {
        closed = true
        onBroken(error instanceof Error ? error : new Error(String(error)))
      })
      .finally(() => {
        running = null
        // What arrived while the loop was ending.
        if (!closed && (holder === null ? waiting.length > 0 : holder.gone || holder.inbox.length > 0))
          start()
      })
  }

  return {
    wake(client: Client): void {
      if (client !== holder) enqueue(client)
      start()
    },
    async close(): Promise<void> {
      closed = true
      clearTimeout(silence)
      await running
    },
  }
}

/** Messages up to the first after which the server answers that it is ready; all when there is none yet. */
const takeUnit = (inbox: FrontendMessage[]): FrontendMessage[] => {
  const end = inbox.findIndex(({ type }) => QUERY_TYPES.has(type))
  return inbox.splice(0, end === -1 ? inbox.length : end + 1)
}

const joinMessages = (messages: readonly FrontendMessage[]): Uint8Array => {
  const [first] = messages
  return messages.length === 1 && first ? first.bytes : Buffer.concat(messages.map(({ bytes }) => bytes))
}

const SYNC: FrontendMessage = { type: 'S', bytes: Uint8Array.of(0x53, 0, 0, 0, 4) }
const ROLLBACK_TEXT = Buffer.from('ROLLBACK\0')
const ROLLBACK: FrontendMessage = {
  type: 'Q',
  bytes: Buffer.concat([Uint8Array.of(0x51, 0, 0, 0, 4 + ROLLBACK_TEXT.length), ROLLBACK_TEXT]),
}
