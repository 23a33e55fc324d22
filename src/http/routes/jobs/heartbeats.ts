import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createRenewClaims } from '../../../usecases/renew-claims.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem } from '../../errors.ts'
import { WORKER_SECURITY } from '../../openapi.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'
import { EpochSchema, WorkerIdSchema } from '../../schemas/job-report.ts'

/** More than the slots of any worker process. */
const MAX_CLAIMS = 1_000

const ClaimSchema = z.object({ job_id: UuidSchema, epoch: EpochSchema }).openapi('Claim')

const HeartbeatsSchema = z
  .object({
    worker_id: WorkerIdSchema.optional().openapi({
      description: 'For logs; claims are known by their epochs.',
    }),
    claims: z.array(ClaimSchema).max(MAX_CLAIMS),
  })
  .openapi('Heartbeats')

const HeardHeartbeatsSchema = z
  .object({
    stale: z.array(ClaimSchema).openapi({ description: 'Claims that no longer hold: stop their work.' }),
  })
  .openapi('HeardHeartbeats')

const route = createRoute({
  method: 'post',
  path: '/admin/jobs/heartbeats',
  operationId: 'renewClaims',
  tags: ['Workers'],
  summary: 'Keep claims alive',
  description:
    'Renews the leases of all claims of a worker in one call. A claim that is not among the stale ones holds for another lease. ' +
    'Takes the worker token and no other.',
  security: WORKER_SECURITY,
  request: { body: { required: true, content: { 'application/json': { schema: HeartbeatsSchema } } } },
  responses: {
    200: {
      description: 'Every claim that is not stale was renewed.',
      content: { 'application/json': { schema: HeardHeartbeatsSchema } },
    },
  },
})

export function registerHeartbeats(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const renewClaims = createRenewClaims(deps)
  app.openapi(route, async (c) => {
    const { claims } = c.req.valid('json')
    const renewed = await renewClaims(claims.map(({ job_id, epoch }) => ({ jobId: job_id, epoch })))
    if (renewed.isErr()) return problem(c, renewed.error)
    return c.json({ stale: renewed.value.map(({ jobId, epoch }) => ({ job_id: jobId, epoch })) }, 200)
  })
}
