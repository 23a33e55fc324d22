import { IDLE_TIMEOUT_SECONDS } from './idle-timeout.ts'
import { listenError, serverUrl } from './listen-error.ts'
import type { KeptAlive } from './request-body.ts'
import type { HttpServer, HttpServerOptions } from './serve.ts'

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
      return Bun.serve({
        hostname: host,
        port,
        idleTimeout: idleTimeoutSeconds,
        maxRequestBodySize: Number.MAX_SAFE_INTEGER,
        fetch: (request, self) =>
          app.fetch(request, {
            // Bytes of a body that arrive do not count as movement for Bun (1.4.5): who reads them says so.
            keepAlive: () => self.timeout(request, idleTimeoutSeconds),
          } satisfies KeptAlive),
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
