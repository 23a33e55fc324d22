import type { FakeJobs, FakeRevAiJob } from './jobs.ts'

export const ERRORS = 'https://www.rev.ai/api/v1/errors'

/** The body of an error (RFC 7807). */
export interface RevAiProblem {
  readonly title: string
  readonly status: number
  readonly [member: string]: unknown
}

export const answerProblem = (problem: RevAiProblem): Response =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json' },
  })

/** The body of a 400. The reference's sample says `parameter`, its schema and the SDK `parameters`. */
export const invalidParameters = (parameters: Readonly<Record<string, readonly string[]>>): RevAiProblem => ({
  parameters,
  type: `${ERRORS}/invalid-parameters`,
  title: "Your request parameters didn't validate",
  status: 400,
})

/** A job that is there is answered for; another is a 404. */
export function withJob(jobs: FakeJobs, id: string, answer: (job: FakeRevAiJob) => Response): Response {
  const job = jobs.find(id)
  if (job !== undefined) return answer(job)
  return answerProblem({ type: `${ERRORS}/job-not-found`, title: 'could not find job', status: 404 })
}

/** Too early, or too late. */
export const invalidState = (job: FakeRevAiJob, allowed: readonly string[], purpose: string): Response =>
  answerProblem({
    ...{ allowed_values: allowed, current_value: job.status, type: `${ERRORS}/invalid-job-state` },
    ...{ title: 'Job is in invalid state', detail: `Job is in invalid state to ${purpose}` },
    ...{ status: 409, extensions: {} },
  })
