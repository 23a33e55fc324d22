import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import {
  createMessageReader,
  type FrontendMessage,
} from '../../src/adapters/postgres/embedded/frontend-messages.ts'

export interface TransactionPooler {
  /** Of the same database. */
  readonly url: string
  close(): Promise<void>
}

interface Link {
  readonly socket: Socket
  client: Client | null
}

interface Client {
  readonly socket: Socket
  readonly inbox: FrontendMessage[]
  link: Link | null
  /** Answers (`ReadyForQuery`) that the server still owes. */
  owed: number
}

/** Messages that the server answers with `ReadyForQuery`. */
const ANSWERED = new Set(['Q', 'S'])
const IDLE = 'I'.charCodeAt(0)
/** ReadyForQuery: idle. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, IDLE])
/** AuthenticationOk. */
const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0])

/**
 * What PgBouncer and Supavisor do in transaction mode: a client gets a server connection with its first message and
 * loses it with the end of the transaction. The connection that has rested longest comes next, so that successive
 * transactions of a client meet different sessions. For servers that trust whoever comes.
 */
export async function startTransactionPooler(
  url: string,
  serverConnections: number,
): Promise<TransactionPooler> {
  const target = new URL(url)
  const links = await Promise.all(Array.from({ length: serverConnections }, () => openLink(target)))
  const idle = [...links]
  const waiting: Client[] = []
  const clients = new Set<Socket>()

  const forward = (client: Client) => {
    client.link ??= idle.shift() ?? null
    if (client.link === null) {
      if (!waiting.includes(client)) waiting.push(client)
      return
    }
    client.link.client = client
    for (const message of client.inbox.splice(0)) {
      if (ANSWERED.has(message.type)) client.owed += 1
      client.link.socket.write(message.bytes)
    }
  }
  const release = (link: Link) => {
    if (link.client !== null) link.client.link = null
    link.client = null
    idle.push(link)
    const next = waiting.shift()
    if (next !== undefined) forward(next)
  }
  for (const link of links) {
    readMessages(link.socket, (type, bytes) => {
      const { client } = link
      client?.socket.write(bytes)
      if (type !== 'Z' || client === null) return
      client.owed -= 1
      if (client.owed === 0 && bytes[5] === IDLE) release(link)
    })
  }

  const server = createServer((socket) => {
    const client: Client = { socket, inbox: [], link: null, owed: 0 }
    const reader = createMessageReader()
    clients.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => clients.delete(socket))
    socket.on('data', (chunk) => {
      for (const message of reader.push(chunk)) {
        if (message.type === 'startup') socket.write(Buffer.concat([WELCOME, READY]))
        else if (message.type === 'X') socket.end()
        else client.inbox.push(message)
      }
      if (client.inbox.length > 0) forward(client)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  target.port = String(address.port)
  return {
    url: target.href,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of [...clients, ...links.map((link) => link.socket)]) socket.destroy()
      await closed
    },
  }
}

/** A session of the server, ready for queries. */
async function openLink(target: URL): Promise<Link> {
  const socket = connect(Number(target.port), target.hostname)
  await once(socket, 'connect')
  const text = `user\0${target.username}\0database\0${target.pathname.slice(1)}\0\0`
  const startup = Buffer.alloc(8 + text.length)
  startup.writeInt32BE(startup.length, 0)
  startup.writeInt32BE(0x00_03_00_00, 4)
  startup.write(text, 8)
  const ready = Promise.withResolvers<void>()
  const stop = readMessages(socket, (type, bytes) => {
    if (type === 'Z') ready.resolve()
    if (type === 'E') ready.reject(new Error(bytes.toString()))
  })
  socket.write(startup)
  await ready.promise
  stop()
  return { socket, client: null }
}

/** Whole messages of a server; answers how to stop reading. */
function readMessages(socket: Socket, receive: (type: string, bytes: Buffer) => void): () => void {
  let rest = Buffer.alloc(0)
  const onData = (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5 && rest.length >= 1 + rest.readInt32BE(1)) {
      const sizeBytes = 1 + rest.readInt32BE(1)
      const message = rest.subarray(0, sizeBytes)
      rest = rest.subarray(sizeBytes)
      receive(String.fromCharCode(message[0] ?? 0), message)
    }
  }
  socket.on('data', onData)
  return () => void socket.off('data', onData)
}
