import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { createReportJob } from '../../../usecases/report-job.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { statusOf } from '../../errors.ts'
import { WORKER_SECURITY } from '../../openapi.ts'
import { UuidSchema } from '../../schemas/identifiers.ts'
import { JobReportSchema } from '../../schemas/job-report.ts'
import { AcceptedReportSchema, presentAccepted, readReport } from './report.ts'

/** A worker reports on what started or ended in the same moment. */
const MAX_REPORTS = 100

const ReportOfJobSchema = z.object({ job_id: UuidSchema, report: JobReportSchema }).openapi('ReportOfJob')

const JobReportsSchema = z
  .object({
    reports: z.array(ReportOfJobSchema).min(1).max(MAX_REPORTS),
  })
  .openapi('JobReports')

const RefusedReportSchema = z
  .object({
    job_id: UuidSchema,
    accepted: z.literal(false),
    status: z.int().openapi({ description: 'What the report would be answered by itself.', example: 409 }),
    code: z.string().openapi({ example: 'stale_report' }),
    detail: z.string().openapi({ example: 'The claim no longer holds: stop the work and keep nothing.' }),
  })
  .openapi('RefusedReport')

const ReportAnswersSchema = z
  .object({
    answers: z
      .array(z.union([AcceptedReportSchema, RefusedReportSchema]))
      .openapi({ description: 'In the order of the reports.' }),
  })
  .openapi('ReportAnswers')

const route = createRoute({
  method: 'post',
  path: '/admin/jobs/reports',
  operationId: 'reportJobs',
  tags: ['Workers'],
  summary: 'Report on several jobs',
  description:
    'The same as `POST /admin/jobs/{job_id}/status` for each of them, in one call: each is accepted or refused by itself, ' +
    'in no order among them. Takes the worker token and no other.',
  security: WORKER_SECURITY,
  request: { body: { required: true, content: { 'application/json': { schema: JobReportsSchema } } } },
  responses: {
    200: {
      description: 'Each report has its answer.',
      content: { 'application/json': { schema: ReportAnswersSchema } },
    },
  },
})

export function registerReportJobs(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const reportJob = createReportJob(deps)
  app.openapi(route, async (c) => {
    const { reports } = c.req.valid('json')
    const answers = await Promise.all(
      reports.map(async ({ job_id, report }) => {
        const accepted = await reportJob(job_id, readReport(report))
        if (accepted.isOk()) return presentAccepted(job_id, accepted.value)
        const { kind, code, message } = accepted.error
        if (accepted.error.kind === 'unavailable') c.set('outage', accepted.error.cause)
        return { job_id, accepted: false as const, status: statusOf(kind), code, detail: message }
      }),
    )
    return c.json({ answers }, 200)
  })
}
