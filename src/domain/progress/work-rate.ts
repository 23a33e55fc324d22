import type { JobType } from '../job/job.ts'

/** How long an engine took for how much audio: sums over completed jobs, in which old ones count less. */
export interface WorkRate {
  readonly type: JobType
  /** As it is recorded with what it made. */
  readonly engine: string
  readonly workSeconds: number
  readonly audioSeconds: number
  readonly jobs: number
  readonly updatedAt: Date
}

/** After so many jobs what went before counts half. */
const HALF_LIFE_JOBS = 50

export type WorkSums = Pick<WorkRate, 'workSeconds' | 'audioSeconds' | 'jobs'>

/** How much of the old sums is left once so many jobs are added. */
export const decayAfter = (jobs: number): number => 0.5 ** (jobs / HALF_LIFE_JOBS)

export function addWork(known: WorkSums | undefined, more: WorkSums): WorkSums {
  const decay = decayAfter(more.jobs)
  return {
    workSeconds: (known?.workSeconds ?? 0) * decay + more.workSeconds,
    audioSeconds: (known?.audioSeconds ?? 0) * decay + more.audioSeconds,
    jobs: (known?.jobs ?? 0) * decay + more.jobs,
  }
}

/** `low`: a documented default. `medium`: measured on few jobs. */
export type Confidence = 'low' | 'medium' | 'high'

const CONFIDENT_JOBS = 10

export interface Pace {
  /** Of work for one second of audio, in one slot. */
  readonly secondsPerAudioSecond: number
  readonly confidence: Confidence
}

/** What was measured of this engine, else of none: another engine's pace is worse than a default. */
export function paceOf(
  rates: readonly WorkRate[],
  type: JobType,
  engine: { readonly recordedAs: string | null; readonly secondsPerAudioSecond: number },
): Pace {
  const { recordedAs } = engine
  const [latest] = rates
    .filter((rate) => rate.type === type && (recordedAs === null || rate.engine.startsWith(recordedAs)))
    .filter((rate) => rate.audioSeconds > 0)
    .toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())
  if (latest === undefined) {
    return { secondsPerAudioSecond: engine.secondsPerAudioSecond, confidence: 'low' }
  }
  return {
    secondsPerAudioSecond: latest.workSeconds / latest.audioSeconds,
    confidence: latest.jobs >= CONFIDENT_JOBS ? 'high' : 'medium',
  }
}

const RANKS: readonly Confidence[] = ['low', 'medium', 'high']

export const leastConfidence = (confidences: readonly Confidence[]): Confidence =>
  RANKS.find((rank) => confidences.includes(rank)) ?? 'high'
