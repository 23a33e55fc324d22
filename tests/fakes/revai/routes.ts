import { Hono } from 'hono'
import type { RevAiFaults, RevAiOperation } from './faults.ts'
import type { FakeJobs, FakeRevAiJob } from './jobs.ts'
import { presentJob } from './present.ts'
import { answerProblem, invalidParameters } from './problem.ts'
import { readSubmission } from './submission.ts'
import { captions, type FakeTranscript, plainText } from './transcript.ts'

const BASE = '/speechtotext/v1'
const MAX_PAGE = 1_000
const DEFAULT_PAGE = 100
/** The vendor takes no more uploads of one account at a time. */
const MAX_CONCURRENT_UPLOADS = 5

const TRANSCRIPT_TYPE = 'application/vnd.rev.transcript.v1.0+json'

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
export function createRoutes({ apiKey, jobs, faults, behaviour, count }: RouteDeps): Hono {
  const app = new Hono()
  let uploads = 0
  app.onError((_, c) => c.text('failed', 500))
  app.use('*', async (c, next) => {
    const operation = operationOf(c.req.method, c.req.path)
    if (operation !== null) count(operation)
    const answer = await faults.meet(operation, c, next)
    if (answer === undefined) return
    // Assigned, since what is returned counts only where nothing has answered yet.
    c.res = undefined
    c.res = answer
  })
  app.use('*', async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${apiKey}`) {
      return answerProblem({ title: 'Authorization has been denied for this request', status: 401 })
    }
    return await next()
  })

  app.get(`${BASE}/account`, (c) =>
    c.json({ email: 'fake@example.org', balance_seconds: behaviour.balanceSeconds }),
  )
  app.post(`${BASE}/jobs`, async (c) => {
    const isUpload = (c.req.header('content-type') ?? '').startsWith('multipart/')
    if (isUpload && uploads >= MAX_CONCURRENT_UPLOADS)
      return new Response('Too Many Requests', { status: 429 })
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
  app.get(`${BASE}/jobs/:id/transcript`, (c) =>
    withJob(jobs, c.req.param('id'), (job) => {
      const accept = c.req.header('accept') ?? ''
      if (accept !== TRANSCRIPT_TYPE && accept !== 'text/plain') return badAccept(accept)
      if (job.status !== 'transcribed') return invalidState(job, ['transcribed'], 'obtain the transcript')
      const transcript = behaviour.transcriptOf(job)
      return accept === 'text/plain'
        ? new Response(plainText(transcript), { headers: { 'content-type': 'text/plain' } })
        : new Response(JSON.stringify(transcript), { headers: { 'content-type': TRANSCRIPT_TYPE } })
    }),
  )
  app.get(`${BASE}/jobs/:id/captions`, (c) =>
    withJob(jobs, c.req.param('id'), (job) => {
      const accept = c.req.header('accept') ?? ''
      if (accept !== 'application/x-subrip' && accept !== 'text/vtt') return badAccept(accept)
      if (job.status !== 'transcribed') return invalidState(job, ['transcribed'], 'obtain the captions')
      if (job.options.speaker_channels_count !== undefined && c.req.query('speaker_channel') === undefined) {
        return answerProblem({
          type: `${ERRORS}/invalid-job-properties`,
          title: 'Name a channel',
          status: 405,
        })
      }
      const type = accept === 'text/vtt' ? 'vtt' : 'srt'
      return new Response(captions(behaviour.transcriptOf(job), type), {
        headers: { 'content-type': accept },
      })
    }),
  )
  return app
}

const ERRORS = 'https://www.rev.ai/api/v1/errors'

function operationOf(method: string, path: string): RevAiOperation | null {
  if (path === `${BASE}/account`) return 'account'
  if (path === `${BASE}/jobs`) return method === 'POST' ? 'submit' : 'list'
  if (path.endsWith('/transcript')) return 'transcript'
  if (path.endsWith('/captions')) return 'captions'
  if (path.startsWith(`${BASE}/jobs/`)) return method === 'DELETE' ? 'delete' : 'job'
  return null
}

function withJob(jobs: FakeJobs, id: string, answer: (job: FakeRevAiJob) => Response): Response {
  const job = jobs.find(id)
  if (job !== undefined) return answer(job)
  return answerProblem({ type: `${ERRORS}/job-not-found`, title: 'could not find job', status: 404 })
}

const invalidState = (job: FakeRevAiJob, allowed: readonly string[], purpose: string): Response =>
  answerProblem({
    ...{ allowed_values: allowed, current_value: job.status, type: `${ERRORS}/invalid-job-state` },
    ...{ title: 'Job is in invalid state', detail: `Job is in invalid state to ${purpose}` },
    ...{ status: 409, extensions: {} },
  })

const badAccept = (accept: string): Response =>
  answerProblem({
    ...{ type: `${ERRORS}/unsupported-output-format`, title: 'Unsupported output format', status: 406 },
    ...{ current_value: accept, allowed_values: [TRANSCRIPT_TYPE, 'text/plain'] },
  })

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
