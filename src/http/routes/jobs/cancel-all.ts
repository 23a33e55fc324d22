import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { MAX_LISTED_JOBS } from '../../../ports/repositories/jobs.ts'
import { createCancelJobs } from '../../../usecases/jobs/cancel-jobs.ts'
import { definedFields } from '../../defined-fields.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { problem, problemResponses } from '../../errors.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { bulkLimit, dryRunField, filterOwner, filterText, filterTime } from '../../schemas/book-selection.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'
import { JobSchema, JobTypeSchema, presentJob } from '../../schemas/job.ts'

const CancelJobsSchema = z
  .strictObject({
    status: z.enum(['pending', 'processing']).optional().openapi({ description: 'Absent: both.' }),
    job_type: JobTypeSchema.optional(),
    audiobook_id: UuidSchema.optional(),
    owner_id: filterOwner,
    q: filterText,
    created_after: filterTime('Made at or after this time.'),
    created_before: filterTime('Made before this time.'),
    limit: bulkLimit(MAX_LISTED_JOBS),
    dry_run: dryRunField,
  })
  .openapi('CancelJobs', {
    example: { job_type: 'transcribe', owner_id: 'someone', limit: 1000, dry_run: true },
  })

const CancelledJobsSchema = z
  .object({
    matched: z.int().openapi({ description: 'Jobs that the filter found, at most `limit`.', example: 2 }),
    has_more: z.boolean().openapi({ description: 'More match than `limit`: ask again.', example: false }),
    cancelled: z.int().openapi({ description: '0 in a dry run.', example: 2 }),
    jobs: z.array(JobSchema).openapi({
      description:
        'Cancelled by this call, without those that could only follow them; in a dry run those that match.',
    }),
  })
  .openapi('CancelledJobs')

const route = createRoute({
  method: 'post',
  path: '/admin/jobs/cancel',
  operationId: 'cancelJobs',
  tags: ['Jobs'],
  summary: 'Cancel all jobs that match',
  description:
    'As `cancelJob` does for one, the newest first. Without any filter: 400 `filter_needed`, and nothing is cancelled.',
  security: ADMIN_SECURITY,
  request: { body: { required: true, content: { 'application/json': { schema: CancelJobsSchema } } } },
  responses: {
    200: {
      description: 'What was cancelled, or would be.',
      content: { 'application/json': { schema: CancelledJobsSchema } },
    },
    ...problemResponses('filter_needed'),
  },
})

const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text))

export function registerCancelJobs(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const cancelJobs = createCancelJobs(deps)
  app.openapi(route, async (c) => {
    const { limit, dry_run: dryRun, ...given } = c.req.valid('json')
    const { status, job_type, audiobook_id, owner_id, q, created_after, created_before } = given
    const filter = definedFields({
      ...{ status, type: job_type, audiobookId: audiobook_id, ownerId: owner_id, text: q },
      ...{ createdAfter: dateOf(created_after), createdBefore: dateOf(created_before) },
    })
    const outcome = await cancelJobs({ caller: c.get('caller'), filter, limit, dryRun })
    if (outcome.isErr()) return problem(c, outcome.error)
    const { matched, hasMore, jobs } = outcome.value
    const cancelled = dryRun ? 0 : jobs.length
    return c.json({ matched, has_more: hasMore, cancelled, jobs: jobs.map(presentJob) }, 200)
  })
}
