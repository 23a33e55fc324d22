import type { Addressed } from './client-address.ts'
import { IDLE_TIMEOUT_SECONDS } from './idle-timeout.ts'
import { listenError, serverUrl } from './listen-error.ts'
import {
  MAX_MESSAGE_BYTES,
  type OpenSession,
  offersProtocol,
  SOCKET_PROTOCOL,
  type SocketSession,
  type Upgrading,
} from './realtime/socket.ts'
import type { KeptAlive } from './request-body.ts'
import type { HttpServer, HttpServerOptions } from './serve.ts'

interface SocketData {
  readonly open: OpenSession
  session: SocketSession | null
}

/** Seconds without a message or a pong, after which a client is gone. */
const SOCKET_IDLE_TIMEOUT_SECONDS = 120

const websocket: Bun.WebSocketHandler<SocketData> = {
  maxPayloadLength: MAX_MESSAGE_BYTES,
  idleTimeout: SOCKET_IDLE_TIMEOUT_SECONDS,
  sendPings: true,
  perMessageDeflate: false,
  open(ws) {
    ws.data.session = ws.data.open({
      send: (text) => void ws.send(text),
      bufferedBytes: () => ws.getBufferedAmount(),
      close: (code, reason) => ws.close(code, reason),
    })
  },
  message: (ws, message) => ws.data.session?.onMessage(typeof message === 'string' ? message : null),
  close: (ws) => ws.data.session?.onClose(),
}

/** On Bun's own server. */
export async function listen({
  app,
  host,
  port,
  idleTimeoutSeconds = IDLE_TIMEOUT_SECONDS,
}: HttpServerOptions): Promise<HttpServer> {
  const server = bind()
  let closed: Promise<void> | null = null

  function bind() {
    try {
      return Bun.serve<SocketData>({
        hostname: host,
        port,
        idleTimeout: idleTimeoutSeconds,
        maxRequestBodySize: Number.MAX_SAFE_INTEGER,
        fetch: (request, self) =>
          app.fetch(request, {
            // Bytes of a body that arrive do not count as movement for Bun (1.4.5): who reads them says so.
            keepAlive: () => self.timeout(request, idleTimeoutSeconds),
            remoteAddress: () => self.requestIP(request)?.address ?? null,
            upgrade: (open) => {
              const chosen = offersProtocol(request.headers.get('sec-websocket-protocol'))
              const headers = chosen ? { 'Sec-WebSocket-Protocol': SOCKET_PROTOCOL } : undefined
              const isUpgraded = self.upgrade(request, {
                data: { open, session: null },
                ...(headers && { headers }),
              })
              // Bun takes any answer to a request that was upgraded for none.
              return new Response(null, { status: isUpgraded ? 200 : 400 })
            },
          } satisfies KeptAlive & Upgrading & Addressed),
        websocket,
      })
    } catch (error) {
      throw listenError(error, host, port)
    }
  }

  const close = async (graceMs: number) => {
    const cut = setTimeout(() => void server.stop(true), graceMs)
    await server.stop(false)
    clearTimeout(cut)
  }

  return {
    url: serverUrl(host, server.port ?? port),
    close: (graceMs) => {
      closed ??= close(graceMs)
      return closed
    },
  }
}
