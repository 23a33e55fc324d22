import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { MAX_LISTED_JOBS } from '../../../ports/repositories/jobs.ts'
import { createRetryJobs } from '../../../usecases/jobs/retry-jobs.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { dryRunField } from '../../schemas/book-selection.ts'
import { failureFilterFields, readFailureFilter } from '../../schemas/dead-letter.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'
import { JobSchema, presentJob } from '../../schemas/job.ts'

const DEFAULT_LIMIT = 100

/** Strict: a filter with a typing error in its name would retry more than was meant. */
const RetryJobsSchema = z
  .strictObject({
    status: z
      .enum(['failed', 'cancelled'])
      .default('failed')
      .openapi({ description: 'Cancelled jobs are retried only when asked for.' }),
    job_ids: z
      .array(UuidSchema)
      .min(1)
      .max(MAX_LISTED_JOBS)
      .optional()
      .openapi({ description: 'These and no others; those that are not of this status are left out.' }),
    ...failureFilterFields,
    limit: z
      .int()
      .min(1)
      .max(MAX_LISTED_JOBS)
      .default(DEFAULT_LIMIT)
      .openapi({ description: 'Jobs that match at most, the newest first.' }),
    dry_run: dryRunField,
  })
  .openapi('RetryJobs', {
    example: {
      status: 'failed',
      job_type: 'transcribe',
      error_code: 'vendor_timeout',
      failed_after: '2026-11-23T09:00:00.000Z',
      limit: 100,
      dry_run: true,
    },
  })

const RetriedJobsSchema = z
  .object({
    matched: z.int().openapi({ description: 'Jobs that the filter found, at most `limit`.', example: 2 }),
    has_more: z.boolean().openapi({ description: 'More match than `limit`: ask again.', example: false }),
    retried: z.int().openapi({
      description:
        'Jobs that are pending again: those that matched and what belongs to them. 0 in a dry run.',
      example: 5,
    }),
    jobs: z.array(JobSchema).openapi({ description: 'The retried jobs; in a dry run those that match.' }),
  })
  .openapi('RetriedJobs')

const route = createRoute({
  method: 'post',
  path: '/admin/jobs/retry',
  operationId: 'retryJobs',
  tags: ['Jobs'],
  summary: 'Send all jobs that match round again',
  description:
    'As `retryJob` does for one. An empty object takes all dead letters, up to `limit`; the filters are those of `listDeadLetters`.',
  security: ADMIN_SECURITY,
  request: { body: { required: true, content: { 'application/json': { schema: RetryJobsSchema } } } },
  responses: {
    200: {
      description: 'What was retried, or would be.',
      content: { 'application/json': { schema: RetriedJobsSchema } },
    },
  },
})

export function registerRetryJobs(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const retryJobs = createRetryJobs(deps)
  app.openapi(route, async (c) => {
    const { limit, dry_run: dryRun, status, job_ids: ids, ...given } = c.req.valid('json')
    const filter = { ...readFailureFilter(given), ...(ids === undefined ? {} : { ids }), status }
    const outcome = await retryJobs({ caller: c.get('caller'), filter, limit, dryRun })
    if (outcome.isErr()) return problem(c, outcome.error)
    const { matched, hasMore, retried, jobs } = outcome.value
    return c.json({ matched, has_more: hasMore, retried, jobs: jobs.map(presentJob) }, 200)
  })
}
