import { Hono } from 'hono'
import type { RevAiFaults, RevAiOperation } from './faults.ts'
import type { FakeJobs, FakeRevAiJob } from './jobs.ts'
import { presentJob } from './present.ts'
import { answerProblem, invalidParameters, invalidState, withJob } from './problem.ts'
import { readSubmission } from './submission.ts'
import type { FakeTranscript } from './transcript.ts'
import { registerTranscripts } from './transcript-routes.ts'

const BASE = '/speechtotext/v1'
const MAX_PAGE = 1_000
const DEFAULT_PAGE = 100
/** The vendor takes no more uploads of one account at a time. */
const MAX_CONCURRENT_UPLOADS = 5

export interface RouteDeps {
  readonly apiKey: string
  readonly jobs: FakeJobs
  readonly faults: RevAiFaults
  readonly behaviour: {
    balanceSeconds: number
    transcriptOf: (job: FakeRevAiJob) => FakeTranscript
  }
  readonly count: (operation: RevAiOperation) => void
}

/** Rev.ai's asynchronous API, as far as the SDK calls it. */
export function createRoutes(deps: RouteDeps): Hono {
  const app = new Hono()
  app.onError((_, c) => c.text('failed', 500))
  meetFaults(app, deps)
  app.use('*', async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${deps.apiKey}`) {
      return answerProblem({ title: 'Authorization has been denied for this request', status: 401 })
    }
    return await next()
  })
  app.get(`${BASE}/account`, (c) =>
    c.json({ email: 'fake@example.org', balance_seconds: deps.behaviour.balanceSeconds }),
  )
  registerSubmission(app, deps)
  registerJobs(app, deps)
  registerTranscripts(app, `${BASE}/jobs/:id`, deps)
  return app
}

function meetFaults(app: Hono, { faults, count }: RouteDeps): void {
  app.use('*', async (c, next) => {
    const operation = operationOf(c.req.method, c.req.path)
    if (operation !== null) count(operation)
    const answer = await faults.meet(operation, c, next)
    if (answer === undefined) return
    // Assigned, since what is returned counts only where nothing has answered yet.
    c.res = undefined
    c.res = answer
  })
}

function operationOf(method: string, path: string): RevAiOperation | null {
  if (path === `${BASE}/account`) return 'account'
  if (path === `${BASE}/jobs`) return method === 'POST' ? 'submit' : 'list'
  if (path.endsWith('/transcript')) return 'transcript'
  if (path.endsWith('/captions')) return 'captions'
  if (path.startsWith(`${BASE}/jobs/`)) return method === 'DELETE' ? 'delete' : 'job'
  return null
}

function registerSubmission(app: Hono, { jobs }: RouteDeps): void {
  let uploads = 0
  app.post(`${BASE}/jobs`, async (c) => {
    const isUpload = (c.req.header('content-type') ?? '').startsWith('multipart/')
    if (isUpload && uploads >= MAX_CONCURRENT_UPLOADS) {
      return new Response('Too Many Requests', { status: 429 })
    }
    uploads += isUpload ? 1 : 0
    try {
      const submission = await readSubmission(c)
      if (submission.isErr()) return answerProblem(submission.error)
      const { options, media } = submission.value
      return c.json(presentJob(jobs.accept(options, media)))
    } finally {
      uploads -= isUpload ? 1 : 0
    }
  })
}

function registerJobs(app: Hono, { jobs }: RouteDeps): void {
  app.get(`${BASE}/jobs`, (c) => list(jobs, c.req.query('limit'), c.req.query('starting_after')))
  app.get(`${BASE}/jobs/:id`, (c) =>
    withJob(jobs, c.req.param('id'), (job) => Response.json(presentJob(job))),
  )
  app.delete(`${BASE}/jobs/:id`, (c) =>
    withJob(jobs, c.req.param('id'), (job) => {
      if (job.status === 'in_progress') return invalidState(job, ['transcribed', 'failed'], 'delete the job')
      job.isDeleted = true
      return new Response(null, { status: 204 })
    }),
  )
}

/** Newest first; `starting_after` gives older ones. */
function list(jobs: FakeJobs, limitText: string | undefined, startingAfter: string | undefined): Response {
  const limit = Number(limitText ?? DEFAULT_PAGE)
  if (!Number.isInteger(limit) || limit < 0 || limit > MAX_PAGE) {
    return answerProblem(invalidParameters({ limit: [`must be between 0 and ${MAX_PAGE}`] }))
  }
  const newestFirst = jobs.all.filter((job) => !job.isDeleted).toReversed()
  const after = startingAfter === undefined ? -1 : newestFirst.findIndex(({ id }) => id === startingAfter)
  return Response.json(newestFirst.slice(after + 1, after + 1 + limit).map(presentJob))
}
