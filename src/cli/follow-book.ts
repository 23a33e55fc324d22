import { setTimeout as sleep } from 'node:timers/promises'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { ApiClient } from './api/client.ts'
import type { JobsAnswer } from './api/schemas.ts'
import { EXIT, type Failure, failure } from './failure.ts'
import { formatTimeLeft } from './format.ts'
import type { ProgressItem, ProgressView } from './progress/progress-view.ts'

const POLL_INTERVAL_MS = 500
/** A book of hundreds of hours on a slow machine; after that something else is wrong. */
const MAX_WAIT_MS = 7 * 24 * 60 * 60 * 1000

const fractionOf = ({ status, progress }: JobsAnswer['jobs'][number]): number =>
  status === 'completed' ? 1 : (progress ?? 0)

/** A bar a job type, in the order in which the types first appear; the first of those that move says what is left of all. */
export const progressOf = ({ jobs, eta_seconds }: JobsAnswer): readonly ProgressItem[] => {
  const items = [...new Set(jobs.map(({ job_type }) => job_type))].map((label) => {
    const ofType = jobs.filter(({ job_type }) => job_type === label)
    const count = (...statuses: readonly string[]): number =>
      ofType.filter(({ status }) => statuses.includes(status)).length
    const failed = count('failed', 'cancelled')
    return {
      label,
      fraction: ofType.reduce((sum, job) => sum + fractionOf(job), 0) / ofType.length,
      detail: `${count('completed')}/${ofType.length}${failed > 0 ? `, ${failed} failed` : ''}`,
    }
  })
  const moving = items.findIndex(({ fraction }) => fraction < 1)
  if (typeof eta_seconds !== 'number') return items
  return items.map((item, index) =>
    index === moving ? { ...item, detail: `${item.detail}, ${formatTimeLeft(eta_seconds)}` } : item,
  )
}

const bookFailure = (answer: JobsAnswer): Failure =>
  failure(
    EXIT.failed,
    `Audiobook ${answer.audiobook_id}: ${answer.failed_jobs} of ${answer.total_jobs} jobs failed.`,
    ...answer.jobs
      .filter(({ status }) => status === 'failed')
      .map(({ job_type, error }) => `${job_type}: ${error?.message ?? 'no reason given'}`),
  )

const follow = async (
  client: ApiClient,
  audiobookId: string,
  view: ProgressView,
  signal: AbortSignal,
): Promise<Result<JobsAnswer, Failure>> => {
  for (let waitedMs = 0; waitedMs < MAX_WAIT_MS; waitedMs += POLL_INTERVAL_MS) {
    const answer = await client.getJobs(audiobookId)
    if (answer.isErr()) return err(answer.error)
    view.update('processing', progressOf(answer.value))
    if (answer.value.overall_status === 'completed') return ok(answer.value)
    if (answer.value.overall_status === 'failed') return err(bookFailure(answer.value))
    await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined)
    if (signal.aborted)
      return err(failure(EXIT.interrupted, 'Interrupted; processing goes on at the server.'))
  }
  return err(failure(EXIT.failed, `Audiobook ${audiobookId} did not finish in a week.`))
}

/** Until every job of the book is over. */
export const followBook = (
  client: ApiClient,
  audiobookId: string,
  view: ProgressView,
  signal: AbortSignal,
): ResultAsync<JobsAnswer, Failure> => new ResultAsync(follow(client, audiobookId, view, signal))
