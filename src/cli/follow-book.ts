import { errAsync, okAsync, type ResultAsync } from 'neverthrow'
import { AudiobookFailedError, type AudiobookJobs, type ChapterwiseClient } from '../client/node/index.ts'
import { call } from './call.ts'
import { EXIT, type Failure, failure } from './failure.ts'
import { formatTimeLeft } from './format.ts'
import type { ProgressItem, ProgressView } from './progress/progress-view.ts'

const fractionOf = ({ status, progress }: AudiobookJobs['jobs'][number]): number =>
  status === 'completed' ? 1 : (progress ?? 0)

/** A bar a job type, in the order in which the types first appear; the first of those that move says what is left of all. */
export const progressOf = ({
  jobs,
  eta_seconds,
}: Pick<AudiobookJobs, 'jobs'> & Partial<Pick<AudiobookJobs, 'eta_seconds'>>): readonly ProgressItem[] => {
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

const bookFailure = ({ message, jobs }: AudiobookFailedError): Failure =>
  failure(
    EXIT.failed,
    message,
    ...jobs.jobs
      .filter(({ status }) => status === 'failed')
      .map(({ job_type, error }) => `${job_type}: ${error?.message ?? 'no reason given'}`),
  )

/** Until every job of the book is over. */
export const followBook = (
  client: ChapterwiseClient,
  audiobookId: string,
  view: ProgressView,
  signal: AbortSignal,
): ResultAsync<AudiobookJobs, Failure> => {
  const onProgress = (jobs: AudiobookJobs): void => view.update('processing', progressOf(jobs))
  return call(async () => {
    try {
      return await client.waitForAudiobook(audiobookId, { signal, onProgress })
    } catch (error) {
      if (error instanceof AudiobookFailedError) return error
      throw error
    }
  })
    .mapErr((problem) =>
      problem.exitCode === EXIT.interrupted
        ? failure(EXIT.interrupted, 'Interrupted; processing goes on at the server.')
        : problem,
    )
    .andThen((end) => (end instanceof AudiobookFailedError ? errAsync(bookFailure(end)) : okAsync(end)))
}
