import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { okAsync } from 'neverthrow'
import type { HttpEnv } from '../../deps.ts'
import { problemResponses } from '../../errors.ts'
import { headers } from '../../openapi/headers.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { EventSchema } from '../../schemas/event.ts'
import { openStream, STREAM_DESCRIPTION, type StreamDeps, StreamHeaders, StreamQuery } from './open-stream.ts'

const route = createRoute({
  method: 'get',
  path: '/admin/events',
  operationId: 'streamEvents',
  tags: ['Events'],
  summary: 'What happens, as it happens',
  description: `${STREAM_DESCRIPTION} Of all uploads, audiobooks and jobs that the caller may see.`,
  security: ADMIN_SECURITY,
  request: { headers: StreamHeaders, query: StreamQuery },
  responses: {
    200: {
      description: 'The stream.',
      headers: headers('X-Accel-Buffering'),
      content: { 'text/event-stream': { schema: EventSchema } },
    },
    ...problemResponses('too_many_streams', 'streams_exhausted'),
  },
})

export function registerAllEvents(app: OpenAPIHono<HttpEnv>, deps: StreamDeps): void {
  app.openapi(route, async (c) => {
    const { types, last_event_id: fromQuery } = c.req.valid('query')
    const lastEventId = c.req.valid('header')['last-event-id'] ?? fromQuery
    const readSnapshot = () => okAsync(null)
    return (await openStream(c, deps, { filter: {}, types, lastEventId, readSnapshot })) as never
  })
}
