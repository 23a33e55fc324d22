import { ResultAsync } from 'neverthrow'
import { JOB_TYPES, type JobType } from '../../domain/job/job.ts'
import { workAhead } from '../../domain/progress/fair-share.ts'
import type { Lane, Lanes } from '../../domain/progress/forecast.ts'
import { type Pace, paceOf } from '../../domain/progress/work-rate.ts'
import type { EnginePlan } from '../../ports/engine-plan.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { QueuePauseRepository } from '../../ports/repositories/queue-pauses.ts'
import type { AudioSeconds, Backlog, WorkRateRepository } from '../../ports/repositories/work-rates.ts'

export interface ForecastDeps {
  readonly workRates: WorkRateRepository
  readonly queuePauses: QueuePauseRepository
  readonly enginePlan: EnginePlan
}

/** How the system stands: what each type of jobs can do, and what it has to do. */
export interface Workload {
  readonly paces: Readonly<Record<JobType, Pace>>
  readonly backlog: readonly Backlog[]
  readonly paused: ReadonlySet<JobType>
}

export const readWorkload = (deps: ForecastDeps): PortResult<Workload> =>
  ResultAsync.combine([deps.workRates.list(), deps.workRates.backlog(), deps.queuePauses.list()]).map(
    ([rates, backlog, pauses]) => ({
      paces: byType((type) => paceOf(rates, type, deps.enginePlan[type])),
      backlog,
      paused: new Set(pauses.map(({ type }) => type)),
    }),
  )

/** Whose work is asked about; seconds are of audio. */
export interface OwnWork {
  readonly ownerId: string
  readonly ownAhead: AudioSeconds
  readonly own: AudioSeconds
  /** Of `own`, what runs already: it stands in nobody's way. */
  readonly running: AudioSeconds
}

/** The lanes as they are for the work of one owner: what runs goes first, then owners take turns. */
export const lanesFor = (workload: Workload, plan: EnginePlan, work: OwnWork): Lanes =>
  byType((type): Lane => {
    const rows = workload.backlog.filter((row) => row.type === type)
    const others = rows.filter((row) => row.ownerId !== work.ownerId).map((row) => row.waitingSeconds)
    const running = Math.max(0, sum(rows.map((row) => row.runningSeconds)) - (work.running[type] ?? 0))
    const waiting = workAhead({ ownAhead: work.ownAhead[type] ?? 0, own: work.own[type] ?? 0, others })
    const pace = workload.paces[type]
    return {
      ...pace,
      slots: slotsOf(workload, plan, type),
      aheadSeconds: workload.paused.has(type)
        ? Number.POSITIVE_INFINITY
        : (running + waiting) * pace.secondsPerAudioSecond,
    }
  })

/** What is seen at work, in all processes; nothing at work says nothing, then what is configured here counts. */
export const slotsOf = ({ backlog }: Workload, plan: EnginePlan, type: JobType): number =>
  Math.max(plan[type].slots, sum(backlog.filter((row) => row.type === type).map((row) => row.runningJobs)))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

export const byType = <T>(make: (type: JobType) => T): Readonly<Record<JobType, T>> =>
  Object.fromEntries(JOB_TYPES.map((type) => [type, make(type)])) as Record<JobType, T>
