import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Failure } from '../../../domain/job/failure.ts'
import { type AcceptedReport, createReportJob, type JobReport } from '../../../usecases/report-job.ts'
import { definedFields } from '../../defined-fields.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { WORKER_SECURITY } from '../../openapi.ts'
import { orNull } from '../../schemas/component.ts'
import { idParameter, TimeSchema, UuidSchema } from '../../schemas/identifiers.ts'
import { JobSchema, presentJob } from '../../schemas/job.ts'
import { JobReportSchema } from '../../schemas/job-report.ts'
import { JsonValueSchema } from '../../schemas/json-value.ts'

const SettledClaimSchema = z
  .object({
    epoch: z.int().openapi({ example: 1 }),
    as: z.enum(['completed', 'failed', 'parked', 'released']),
  })
  .openapi('SettledClaim')

const ClaimedJobSchema = JobSchema.extend({
  owner_id: z.string().openapi({ description: 'Of the book.', example: 'admin' }),
  fresh_after_epoch: z.int().openapi({
    description:
      'What claims up to this epoch saved is of an earlier run, and does not count; 0: all counts.',
    example: 0,
  }),
  worker_id: z.string().openapi({ example: 'worker-1' }),
  lease_until: TimeSchema,
  checkpoint: JsonValueSchema.openapi({ description: 'What an earlier attempt left.' }),
  crashes: z
    .array(TimeSchema)
    .openapi({ description: 'When workers were lost with it, in the last 24 hours.' }),
  settled: orNull(SettledClaimSchema).openapi({
    description: 'How the last claim that was ended by a report ended.',
  }),
}).openapi('ClaimedJob')

export const AcceptedReportSchema = z
  .object({
    job_id: UuidSchema,
    accepted: z.literal(true),
    job: ClaimedJobSchema.optional().openapi({ description: 'After `start`.' }),
    run_again_after_ms: z.number().nullable().optional().openapi({
      description: 'After `fail`: when the job runs again; null when it does not.',
      example: 10_000,
    }),
    resume_after_ms: z.number().optional().openapi({
      description: 'After `park`: when to claim it anew; 0 when the vendor reported meanwhile.',
      example: 60_000,
    }),
  })
  .openapi('AcceptedReport')

const route = createRoute({
  method: 'post',
  path: '/admin/jobs/{job_id}/status',
  operationId: 'reportJob',
  tags: ['Workers'],
  summary: 'Report on a job',
  description:
    'What a worker tells of a job that it claims or holds. Every report but `start` names the epoch of its claim. ' +
    'A claim that no longer holds is answered 409 `stale_report`: stop the work. Repeating an accepted report is accepted. ' +
    'Takes the worker token and no other.',
  security: WORKER_SECURITY,
  request: {
    params: idParameter('job_id'),
    body: { required: true, content: { 'application/json': { schema: JobReportSchema } } },
  },
  responses: {
    200: {
      description: 'Accepted, now or before.',
      content: { 'application/json': { schema: AcceptedReportSchema } },
    },
    ...problemResponses('job_not_found', 'job_not_available', 'stale_report'),
  },
})

export function registerReportJob(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const reportJob = createReportJob(deps)
  app.openapi(route, async (c) => {
    const { job_id } = c.req.valid('param')
    const accepted = await reportJob(job_id, readReport(c.req.valid('json')))
    if (accepted.isErr()) return problem(c, accepted.error)
    return c.json(presentAccepted(job_id, accepted.value), 200)
  })
}

export function presentAccepted(jobId: string, { job, runAgainAfterMs, resumeAfterMs }: AcceptedReport) {
  const claimed = job && {
    ...presentJob(job),
    owner_id: job.ownerId,
    fresh_after_epoch: job.freshAfterEpoch,
    worker_id: job.workerId,
    lease_until: job.leaseUntil.toISOString(),
    checkpoint: job.checkpoint,
    crashes: job.crashes.map((at) => at.toISOString()),
    settled: job.settled,
  }
  const body = {
    job_id: jobId,
    accepted: true as const,
    job: claimed,
    run_again_after_ms: runAgainAfterMs,
    resume_after_ms: resumeAfterMs,
  }
  return definedFields(body)
}

export function readReport(body: z.infer<typeof JobReportSchema>): JobReport {
  switch (body.event) {
    case 'start':
      return definedFields({ event: 'start' as const, workerId: body.worker_id, startId: body.start_id })
    case 'park':
      return { event: 'park', epoch: body.epoch, resumeAfterMs: body.resume_after_ms }
    case 'fail':
      return { event: 'fail', epoch: body.epoch, failure: readFailure(body.failure) }
    default:
      return body
  }
}

function readFailure({
  retry_after_ms,
  ...failure
}: Extract<z.infer<typeof JobReportSchema>, { event: 'fail' }>['failure']): Failure {
  return definedFields({ ...failure, retryAfterMs: retry_after_ms })
}
