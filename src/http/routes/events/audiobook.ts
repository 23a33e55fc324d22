import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { createListAudiobookJobs } from '../../../usecases/jobs/list-audiobook-jobs.ts'
import type { HttpEnv } from '../../deps.ts'
import { problemResponses } from '../../errors.ts'
import { headers } from '../../openapi/headers.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { presentJobState } from '../../realtime/present-event.ts'
import { AudiobookStreamSchema } from '../../schemas/event.ts'
import { idParameter } from '../../schemas/identifiers.ts'
import { openStream, STREAM_DESCRIPTION, type StreamDeps, StreamHeaders, StreamQuery } from './open-stream.ts'

const route = createRoute({
  method: 'get',
  path: '/admin/audiobooks/{audiobook_id}/events',
  operationId: 'streamAudiobookEvents',
  tags: ['Events'],
  summary: 'What happens to an audiobook and its jobs, as it happens',
  description: `${STREAM_DESCRIPTION} A new stream begins with a \`snapshot\`; what happened meanwhile may be told again after it.`,
  security: ADMIN_SECURITY,
  request: { params: idParameter('audiobook_id'), headers: StreamHeaders, query: StreamQuery },
  responses: {
    200: {
      description: 'The stream.',
      headers: headers('X-Accel-Buffering'),
      content: { 'text/event-stream': { schema: AudiobookStreamSchema } },
    },
    ...problemResponses('audiobook_not_found', 'too_many_streams', 'streams_exhausted'),
  },
})

export function registerAudiobookEvents(app: OpenAPIHono<HttpEnv>, deps: StreamDeps): void {
  const listJobs = createListAudiobookJobs(deps)
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId } = c.req.valid('param')
    const { types, last_event_id: fromQuery } = c.req.valid('query')
    const lastEventId = c.req.valid('header')['last-event-id'] ?? fromQuery
    const readSnapshot = () =>
      listJobs({ caller: c.get('caller'), audiobookId }).map(({ audiobook, jobs }) => ({
        audiobook_id: audiobookId,
        data: {
          ...{ title: audiobook.title, author: audiobook.author },
          ...{ status: audiobook.status, status_reason: audiobook.statusReason },
          jobs: jobs.map(presentJobState),
        },
      }))
    return (await openStream(c, deps, { filter: { audiobookId }, types, lastEventId, readSnapshot })) as never
  })
}
