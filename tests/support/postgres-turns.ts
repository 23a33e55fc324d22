import { connect, createServer, type Socket } from 'node:net'

/** Message types of the PostgreSQL protocol, version 3 (chapter 55 of its manual). */
const READY_FOR_QUERY = 'Z'
/** Each is answered by one `ReadyForQuery`. */
const ASKS = new Set(['Q', 'S'])
const HEADER_BYTES = 5

export interface PostgresTurns {
  readonly port: number
  /** What `run` cost: `statements` were sent in so many `roundTrips`, each of which waited for the answer. */
  count(run: () => Promise<unknown>): Promise<{ readonly roundTrips: number; readonly statements: number }>
  close(): void
}

/** The types of the messages in a stream, however it is cut. */
function messageTypes(onMessage: (type: string) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= HEADER_BYTES) {
      // The length counts itself, not the type.
      const size = 1 + rest.readInt32BE(1)
      if (rest.length < size) return
      onMessage(String.fromCharCode(rest[0] ?? 0))
      rest = rest.subarray(size)
    }
  }
}

/**
 * Stands between a client and a server and counts: a round trip begins when the client asks while nothing it asked is
 * unanswered. For one connection that is not encrypted.
 */
export async function startPostgresTurns(serverPort: number): Promise<PostgresTurns> {
  let statements = 0
  let roundTrips = 0
  let unanswered = 0
  const sockets = new Set<Socket>()

  const onAsk = (type: string) => {
    if (!ASKS.has(type)) return
    statements += 1
    if (unanswered === 0) roundTrips += 1
    unanswered += 1
  }

  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1')
    let isOpen = false
    const fromClient = messageTypes(onAsk)
    const fromServer = messageTypes((type) => {
      if (type !== READY_FOR_QUERY) return
      // The first one ends the greeting, which nobody asked for in this way.
      if (isOpen) unanswered -= 1
      isOpen = true
    })
    client.on('data', (chunk) => {
      if (isOpen) fromClient(chunk)
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      fromServer(chunk)
      client.write(chunk)
    })
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('close', () => other.destroy())
      socket.on('error', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async count(run) {
      statements = 0
      roundTrips = 0
      await run()
      return { roundTrips, statements }
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
