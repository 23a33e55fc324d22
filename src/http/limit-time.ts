import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { timeout } from 'hono/timeout'
import type { HttpEnv } from './deps.ts'

/** Files are received within the handler, for hours if need be; the idle time-out of the server bounds those. */
const STREAMED_BODY_PATH = /\/admin\/uploads\/[^/]+\/files\/?$/

/** What `answerError` makes a problem of. */
export class RequestTimedOut extends HTTPException {
  constructor() {
    super(503)
  }
}

/**
 * Bounds the time until an answer begins, the reading of the body included. What is sent afterwards (audio, events, a backup)
 * may take as long as its reader keeps reading.
 */
export function limitTime(timeLimitMs: number): MiddlewareHandler<HttpEnv> {
  const limit = timeout(timeLimitMs, () => new RequestTimedOut())
  return (c, next) => (STREAMED_BODY_PATH.test(c.req.path) ? next() : limit(c, next))
}
