import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpEnv } from '../../deps.ts'
import { describeProblem } from '../../errors.ts'
import { upgradingOf } from '../../realtime/socket.ts'
import { openSocketSession } from '../../realtime/socket-session.ts'
import { refuse, type StreamDeps } from './open-stream.ts'

/** Not in the OpenAPI document, which has no words for it: docs/realtime.md. */
export function registerEventSocket(app: OpenAPIHono<HttpEnv>, deps: StreamDeps): void {
  app.get('/admin/ws', (c) => {
    const upgrade = upgradingOf(c.env)
    if (upgrade === null || c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
      return describeProblem(c, {
        kind: 'invalid',
        code: 'websocket_expected',
        message: 'This speaks WebSocket; the request asks for no upgrade.',
      })
    }
    const caller = c.get('caller')
    const place = deps.streamLimits.take(caller.ownerId)
    if (place.isErr()) return refuse(c, deps, place.error)
    return upgrade(openSocketSession(deps, caller, place.value))
  })
}
