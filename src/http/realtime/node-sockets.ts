import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { HttpServerOptions } from '../serve.ts'
import { MAX_MESSAGE_BYTES, type OpenSession, SOCKET_PROTOCOL, type Upgrading } from './socket.ts'

const PING_INTERVAL_MS = 30_000

/**
 * WebSockets on `node:http`: the application decides on an upgrade as on any request, and its refusal is written to the
 * socket as it is.
 */
export function upgradeSockets(server: Server, app: HttpServerOptions['app']): { readonly cut: () => void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SOCKET_PROTOCOL) ? SOCKET_PROTOCOL : false),
  })
  server.on('upgrade', (incoming: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', () => connection.destroy())
    void answer(app, incoming).then(
      (decision) => {
        if ('open' in decision) {
          sockets.handleUpgrade(incoming, connection, head, (socket) => attach(socket, decision.open))
          return
        }
        return writeResponse(connection, decision.refusal)
      },
      () => connection.destroy(),
    )
  })
  return {
    cut() {
      for (const socket of sockets.clients) socket.terminate()
    },
  }
}

async function answer(
  app: HttpServerOptions['app'],
  incoming: IncomingMessage,
): Promise<{ readonly open: OpenSession } | { readonly refusal: Response }> {
  let opened: OpenSession | null = null
  const upgrading: Upgrading = {
    upgrade(open) {
      opened = open
      return new Response(null)
    },
  }
  const { rawHeaders, headers, url, method = 'GET' } = incoming
  const pairs = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  )
  const request = new Request(`http://${headers.host ?? 'localhost'}${url}`, { method, headers: pairs })
  const refusal = await app.fetch(request, upgrading)
  return opened === null ? { refusal } : { open: opened }
}

function attach(socket: WebSocket, open: OpenSession): void {
  const session = open({
    send: (text) => socket.send(text),
    bufferedBytes: () => socket.bufferedAmount,
    close: (code, reason) => socket.close(code, reason),
  })
  let isAlive = true
  const pings = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, PING_INTERVAL_MS)
  socket.on('pong', () => {
    isAlive = true
  })
  socket.on('message', (data, isBinary) => session.onMessage(isBinary ? null : String(data)))
  // A fault of the client's; the socket closes after it.
  socket.on('error', () => {})
  socket.on('close', () => {
    clearInterval(pings)
    session.onClose()
  })
}

async function writeResponse(connection: Duplex, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer())
  const headers = [...response.headers].filter(([name]) => name !== 'content-length')
  const lines = headers.map(([name, value]) => `${name}: ${value}`)
  connection.end(
    Buffer.concat([
      Buffer.from(
        [
          `HTTP/1.1 ${response.status} ${response.statusText}`,
          ...lines,
          ...[`content-length: ${body.length}`, 'connection: close', '', ''],
        ].join('\r\n'),
      ),
      body,
    ]),
  )
}
