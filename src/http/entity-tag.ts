import type { MiddlewareHandler } from 'hono'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'

/** A 304 must still tell the request's id, and be readable by the page that asked. */
const RETAINED = [
  ...RETAINED_304_HEADERS,
  'x-request-id',
  'access-control-allow-origin',
  'access-control-expose-headers',
]

/** `ETag` from the body, and 304 for a client that has it already. */
export const entityTag = (): MiddlewareHandler => etag({ retainedHeaders: RETAINED })
