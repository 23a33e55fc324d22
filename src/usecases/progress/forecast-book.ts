import { okAsync, ResultAsync } from 'neverthrow'
import type { Audiobook, AudiobookDetail } from '../../domain/audiobook/audiobook.ts'
import type { Job, JobType } from '../../domain/job/job.ts'
import { type BookForecast, forecastBook } from '../../domain/progress/forecast.ts'
import { paceOf } from '../../domain/progress/work-rate.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { AudioSeconds } from '../../ports/repositories/work-rates.ts'
import { byType, type ForecastDeps, lanesFor, readWorkload, type Workload } from './forecast-lanes.ts'

/** So long a look at the whole queue does for all who ask: clients poll twice a second. */
const FRESH_MS = 2_000
const MAX_RECENT_BOOKS = 1_000

/** How far a book is and when it is done. Costs a look at the queue, and one a book, every two seconds, however many ask. */
export function createForecastBook(deps: ForecastDeps & { readonly clock: Clock }) {
  let last: { readonly workload: Workload; readonly atMs: number } | null = null
  const workloadNow = (): PortResult<Workload> => {
    const nowMs = deps.clock.monotonicMs()
    if (last !== null && nowMs - last.atMs < FRESH_MS) return okAsync(last.workload)
    return readWorkload(deps).map((workload) => {
      last = { workload, atMs: nowMs }
      return workload
    })
  }
  const recent = new Map<string, { readonly ahead: AudioSeconds; readonly atMs: number }>()
  const aheadOf = (audiobookId: string): PortResult<AudioSeconds> => {
    const nowMs = deps.clock.monotonicMs()
    const known = recent.get(audiobookId)
    if (known !== undefined && nowMs - known.atMs < FRESH_MS) return okAsync(known.ahead)
    return deps.workRates.ahead(audiobookId).map((ahead) => {
      recent.delete(audiobookId)
      recent.set(audiobookId, { ahead, atMs: nowMs })
      const [oldest] = recent.keys()
      if (recent.size > MAX_RECENT_BOOKS && oldest !== undefined) recent.delete(oldest)
      return ahead
    })
  }
  return (detail: AudiobookDetail, jobs: readonly Job[]): PortResult<BookForecast> => {
    const audioSeconds = audioSecondsIn(detail)
    const { audiobook } = detail
    const isOpen = jobs.some((job) => job.status === 'pending' || job.status === 'processing')
    return ResultAsync.combine([
      isOpen ? workloadNow() : okAsync(idle(deps)),
      isOpen ? aheadOf(audiobook.id) : okAsync({}),
    ]).map(([workload, ownAhead]) => forecast(deps, workload, { audiobook, jobs, ownAhead, audioSeconds }))
  }
}

/** For a book with nothing left to do. */
const idle = ({ enginePlan }: ForecastDeps): Workload => ({
  paces: byType((type) => paceOf([], type, enginePlan[type])),
  backlog: [],
  paused: new Set(),
})

interface BookWork {
  readonly audiobook: Audiobook
  readonly jobs: readonly Job[]
  readonly ownAhead: AudioSeconds
  readonly audioSeconds: (job: Pick<Job, 'chapterId'>) => number
}

function forecast(
  { enginePlan, clock }: ForecastDeps & { readonly clock: Clock },
  workload: Workload,
  { audiobook, jobs, ownAhead, audioSeconds }: BookWork,
): BookForecast {
  const sums = (isMeant: (job: Job) => boolean, secondsOf: (job: Job) => number): AudioSeconds => {
    const total: Partial<Record<JobType, number>> = {}
    for (const job of jobs.filter(isMeant)) total[job.type] = (total[job.type] ?? 0) + secondsOf(job)
    return total
  }
  const lanes = lanesFor(workload, enginePlan, {
    ...{ ownerId: audiobook.ownerId, ownAhead },
    own: sums((job) => job.status === 'pending', audioSeconds),
    running: sums(
      (job) => job.status === 'processing',
      (job) => audioSeconds(job) * (1 - job.progress),
    ),
  })
  const byId = new Map(jobs.map((job) => [job.id, job]))
  return forecastBook(jobs, ({ id }) => audioSeconds(byId.get(id) ?? { chapterId: null }), lanes, clock.now())
}

const audioSecondsIn = ({ audiobook, chapters }: AudiobookDetail) => {
  const lengths = new Map(chapters.map(({ id, durationSeconds }) => [id, durationSeconds]))
  return ({ chapterId }: Pick<Job, 'chapterId'>): number =>
    chapterId === null ? audiobook.durationSeconds : (lengths.get(chapterId) ?? 0)
}
