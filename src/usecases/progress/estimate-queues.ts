import type { ResultAsync } from 'neverthrow'
import type { JobType } from '../../domain/job/job.ts'
import type { Confidence } from '../../domain/progress/work-rate.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import { byType, type ForecastDeps, readWorkload, slotsOf, type Workload } from './forecast-lanes.ts'

export interface QueueEstimate {
  /** Of what may start now and of what runs; what waits for other jobs comes on top. */
  readonly waitingAudioSeconds: number
  readonly runningAudioSeconds: number
  /** Seconds of audio done in a second, by all slots together. */
  readonly throughput: number
  /** Until the queue is empty if nothing comes in; null while it is paused. */
  readonly etaSeconds: number | null
  readonly confidence: Confidence
}

/** When each queue will be empty, by what its engine was seen to do. */
export function createEstimateQueues(deps: ForecastDeps) {
  return (): ResultAsync<Readonly<Record<JobType, QueueEstimate>>, UseCaseError> =>
    readWorkload(deps)
      .mapErr(unavailable)
      .map((workload) => byType((type) => estimateQueue(deps, workload, type)))
}

function estimateQueue({ enginePlan }: ForecastDeps, workload: Workload, type: JobType): QueueEstimate {
  const rows = workload.backlog.filter((row) => row.type === type)
  const waitingAudioSeconds = rows.reduce((sum, row) => sum + row.waitingSeconds, 0)
  const runningAudioSeconds = rows.reduce((sum, row) => sum + row.runningSeconds, 0)
  const { secondsPerAudioSecond, confidence } = workload.paces[type]
  const slots = slotsOf(workload, enginePlan, type)
  const workSeconds = (waitingAudioSeconds + runningAudioSeconds) * secondsPerAudioSecond
  const isPaused = workload.paused.has(type)
  return {
    ...{ waitingAudioSeconds, runningAudioSeconds, confidence },
    throughput: secondsPerAudioSecond > 0 ? slots / secondsPerAudioSecond : 0,
    etaSeconds: isPaused ? null : workSeconds / slots,
  }
}
