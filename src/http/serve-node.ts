import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { IDLE_TIMEOUT_SECONDS } from './idle-timeout.ts'
import { listenError, serverUrl } from './listen-error.ts'
import { upgradeSockets } from './realtime/node-sockets.ts'
import type { HttpServer, HttpServerOptions } from './serve.ts'

const HEADERS_TIMEOUT_MS = 60_000

/** On `node:http`. */
export async function listen({
  app,
  host,
  port,
  idleTimeoutSeconds = IDLE_TIMEOUT_SECONDS,
}: HttpServerOptions): Promise<HttpServer> {
  const server = createServer(
    // Off by default: an upload may take hours. A sender that stalls is caught by the time-out of its socket.
    { requestTimeout: 0, headersTimeout: HEADERS_TIMEOUT_MS },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  )
  server.timeout = idleTimeoutSeconds * 1000
  const sockets = upgradeSockets(server, app)
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw listenError(error, host, port)
  }
  const address = server.address()
  const boundPort = address !== null && typeof address === 'object' ? address.port : port
  let closed: Promise<void> | null = null
  return {
    url: serverUrl(host, boundPort),
    close: (graceMs) => {
      closed ??= close(server, graceMs, sockets.cut)
      return closed
    },
  }
}

async function close(server: Server, graceMs: number, cutSockets: () => void): Promise<void> {
  const ended = once(server, 'close')
  // Closes idle connections too.
  server.close()
  const cut = setTimeout(() => {
    server.closeAllConnections()
    cutSockets()
  }, graceMs)
  await ended
  clearTimeout(cut)
}
