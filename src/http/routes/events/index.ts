import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { createStreamLimits } from '../../realtime/stream-limits.ts'
import { registerAllEvents } from './all.ts'
import { registerAudiobookEvents } from './audiobook.ts'
import { registerEventSocket } from './socket.ts'
import { registerUploadEvents } from './upload.ts'

export function registerEventRoutes(app: OpenAPIHono<HttpEnv>, given: HttpDeps): void {
  const { maxEventStreams, maxEventStreamsPerOwner } = given
  const deps = { ...given, streamLimits: createStreamLimits(maxEventStreams, maxEventStreamsPerOwner) }
  registerAllEvents(app, deps)
  registerAudiobookEvents(app, deps)
  registerUploadEvents(app, deps)
  registerEventSocket(app, deps)
}
