import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Hono } from 'hono'
import type { Application } from '../compose.ts'

/** The whole system in the process of a host program. */
export interface Chapterwise extends Omit<Application, 'config' | 'http'> {
  /** The API, for `host.route('/audiobooks', chapterwise.http)` with `mountPath: '/audiobooks'`. */
  readonly http: Hono
  /** The API for everything that hands out requests: route handlers of Next, `Bun.serve`, `Deno.serve`. */
  readonly fetch: (request: Request, bindings?: object) => Promise<Response>
  /** The API for `node:http` and Express; to be used before anything that reads bodies. */
  readonly nodeListener: (request: IncomingMessage, response: ServerResponse) => void
}
