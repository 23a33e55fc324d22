import type { Hono } from 'hono'
import type { HttpEnv } from './deps.ts'

export interface HttpServerOptions {
  readonly app: Pick<Hono<HttpEnv>, 'fetch'>
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  /**
   * A connection on which no byte moved for so long is dead; uploads and downloads may take for ever as long as they
   * move. Default and most: 255, the most that Bun takes.
   */
  readonly idleTimeoutSeconds?: number
}

export interface HttpServer {
  /** Where it listens, with the port that it got. */
  readonly url: string
  /** Takes no more requests, lets running ones finish for so long, then ends them. Idempotent. */
  close(graceMs: number): Promise<void>
}

/**
 * Listens on whatever runtime this is: `Bun.serve`, or `node:http` through @hono/node-server. Bodies have no limit
 * here: each route bounds what it takes, and can say why it refuses. Rejects with a clear message when the port is
 * taken.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { listen } =
    'bun' in process.versions ? await import('./serve-bun.ts') : await import('./serve-node.ts')
  return await listen(options)
}
