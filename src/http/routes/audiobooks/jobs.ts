import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { overallProgress } from '../../../domain/audiobook/status.ts'
import type { Job, JobStatus } from '../../../domain/job/job.ts'
import { createListAudiobookJobs } from '../../../usecases/jobs/list-audiobook-jobs.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { entityTag } from '../../entity-tag.ts'
import { problem, problemResponses } from '../../errors.ts'
import { headers } from '../../openapi/headers.ts'
import { ADMIN_SECURITY } from '../../openapi.ts'
import { StatusSchema } from '../../schemas/audiobook.ts'
import { orNull } from '../../schemas/component.ts'
import { ConfidenceSchema, forecastFields, presentForecast } from '../../schemas/forecast.ts'
import { idParameter, UuidSchema } from '../../schemas/identifiers.ts'
import { JobSchema, presentJob } from '../../schemas/job.ts'
import { presentUsage, UsageSchema } from '../../schemas/usage.ts'

const JobWithUsageSchema = JobSchema.extend({
  ...forecastFields,
  usage: orNull(UsageSchema).openapi({
    description: 'What providers billed for it, failed attempts included; null: nothing.',
  }),
}).openapi('JobWithUsage')

const AudiobookJobsSchema = z
  .object({
    audiobook_id: UuidSchema,
    jobs: z.array(JobWithUsageSchema),
    overall_status: StatusSchema,
    progress: z.number().openapi({ description: 'Completed jobs of all jobs, 0..1.', example: 0.5 }),
    total_jobs: z.int().openapi({ example: 4 }),
    completed_jobs: z.int().openapi({ example: 2 }),
    failed_jobs: z.int().openapi({ example: 0 }),
    ...forecastFields,
    eta_confidence: ConfidenceSchema,
  })
  .openapi('AudiobookJobs')

const route = createRoute({
  method: 'get',
  path: '/admin/audiobooks/{audiobook_id}/jobs',
  operationId: 'listAudiobookJobs',
  tags: ['Audiobooks'],
  summary: 'How far processing is',
  description: 'The jobs of an audiobook in the order in which they were planned.',
  security: ADMIN_SECURITY,
  request: { params: idParameter('audiobook_id') },
  responses: {
    200: {
      description: 'The jobs.',
      headers: headers('ETag'),
      content: { 'application/json': { schema: AudiobookJobsSchema } },
    },
    304: { description: 'As the client has it.', headers: headers('ETag') },
    ...problemResponses('audiobook_not_found'),
  },
})

export function registerListAudiobookJobs(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const listAudiobookJobs = createListAudiobookJobs(deps)
  // Whoever waits for a book asks every few seconds.
  app.use(route.getRoutingPath(), entityTag())
  app.openapi(route, async (c) => {
    const { audiobook_id: audiobookId } = c.req.valid('param')
    const listed = await listAudiobookJobs({ caller: c.get('caller'), audiobookId })
    if (listed.isErr()) return problem(c, listed.error)
    const { audiobook, jobs, usage, forecast } = listed.value
    const now = deps.clock.now()
    return c.json(
      {
        audiobook_id: audiobook.id,
        jobs: jobs.map((job) => {
          const used = usage.get(job.id)
          const left = presentForecast(forecast.jobs.get(job.id) ?? NOTHING_LEFT, now)
          return { ...presentJob(job), ...left, usage: used === undefined ? null : presentUsage(used) }
        }),
        overall_status: audiobook.status,
        progress: overallProgress(jobs),
        total_jobs: jobs.length,
        completed_jobs: countOf(jobs, 'completed'),
        failed_jobs: countOf(jobs, 'failed'),
        ...presentForecast(forecast, now),
        eta_confidence: forecast.confidence,
      },
      200,
      { 'Cache-Control': 'private, no-cache' },
    )
  })
}

const NOTHING_LEFT = { percent: 100, etaSeconds: null }

const countOf = (jobs: readonly Job[], status: JobStatus): number =>
  jobs.filter((job) => job.status === status).length
