import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createWakeJob } from '../../../usecases/wake-job.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem } from '../../errors.ts'
import { WEBHOOK_SECURITY } from '../../openapi.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'

const MAX_ID_CHARACTERS = 200

const RevAiJobSchema = z
  .object({
    id: z.string().min(1).max(MAX_ID_CHARACTERS).openapi({ example: 'Umx5c6F7pH7r' }),
    status: z.string().max(MAX_ID_CHARACTERS).openapi({ example: 'transcribed' }),
  })
  .openapi('RevAiJob')

/** What Rev.ai sends (API reference, November 2026), as far as it is looked at. */
const RevAiNewsSchema = z
  .object({
    job: RevAiJobSchema,
  })
  .openapi('RevAiNews')

const ReceivedSchema = z
  .object({
    status: z.enum(['recorded', 'ignored']).openapi({
      description: '`ignored`: there is no such job any more, or it waits for no vendor.',
    }),
  })
  .openapi('ReceivedNews')

const route = createRoute({
  method: 'post',
  path: '/webhooks/revai',
  operationId: 'receiveRevAiNews',
  tags: ['Webhooks'],
  summary: 'News from Rev.ai',
  description:
    'Called by Rev.ai when a job has ended. It only makes the job due: what became of it is asked of Rev.ai. ' +
    'Anything but 200 is delivered again every 30 minutes for a day, so news of jobs that are gone are answered 200 too.',
  security: WEBHOOK_SECURITY,
  request: {
    query: z.object({ job_id: UuidSchema.openapi({ description: 'As in the URL that the job was given.' }) }),
    body: { required: true, content: { 'application/json': { schema: RevAiNewsSchema } } },
  },
  responses: {
    200: { description: 'Taken.', content: { 'application/json': { schema: ReceivedSchema } } },
  },
})

export function registerRevAiWebhook(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const wakeJob = createWakeJob(deps)
  app.openapi(route, async (c) => {
    const { job_id: jobId } = c.req.valid('query')
    const { id: externalId, status } = c.req.valid('json').job
    const woken = await wakeJob(jobId)
    if (woken.isErr()) return problem(c, woken.error)
    deps.logger.info('news from Rev.ai', { jobId, externalId, vendorStatus: status, outcome: woken.value })
    const isRecorded = woken.value === 'due' || woken.value === 'noted'
    return c.json({ status: isRecorded ? ('recorded' as const) : ('ignored' as const) }, 200)
  })
}
