import type { Job, JobType } from '../job/job.ts'
import { type Confidence, leastConfidence, type Pace } from './work-rate.ts'

/** What a type of jobs has at its disposal. */
export interface Lane extends Pace {
  /** Jobs at a time, over all processes. */
  readonly slots: number
  /** Work of others that goes first, in seconds of one slot; infinite: the type is paused. */
  readonly aheadSeconds: number
}

export type Lanes = Readonly<Record<JobType, Lane>>

export interface JobForecast {
  /** 0..100 */
  readonly percent: number
  /** Null: over, or nobody can say (its type, or that of a job before it, is paused). */
  readonly etaSeconds: number | null
}

export interface BookForecast {
  readonly jobs: ReadonlyMap<string, JobForecast>
  /** Of the work, not of the number of jobs. */
  readonly percent: number
  /** Until the last job is over; null: all are, or nobody can say. */
  readonly etaSeconds: number | null
  /** Of the least certain pace among what is left. */
  readonly confidence: Confidence
}

/** Claiming, reading and saving: even a chapter of a second takes that. */
const LEAST_JOB_SECONDS = 0.5
/** Below this the progress of a job says too little to reckon on. */
const TELLING_PROGRESS = 0.1
/** A job that takes longer than expected, and says nothing, is taken to need so much more of what it has had. */
const OVERDUE_SHARE = 0.25
const MAX_SLOTS = 1_000

type ForecastJob = Pick<Job, 'id' | 'type' | 'gate' | 'progress' | 'startedAt' | 'epoch'> &
  (
    | { readonly status: 'pending'; readonly runAt: Date }
    | { readonly status: 'processing' }
    | { readonly status: 'completed' | 'failed' | 'cancelled' }
  )

/**
 * When the jobs of one book are done, by playing through what is to come: running jobs keep their slots, waiting ones
 * start when what they wait for is done, a slot is free and what goes before them is through. Jobs come in the order of
 * their plan, in which gates stand before those who wait for them.
 */
export function forecastBook(
  jobs: readonly ForecastJob[],
  audioSecondsOf: (job: ForecastJob) => number,
  lanes: Lanes,
  now: Date,
): BookForecast {
  const slots = slotsOf(jobs, lanes)
  const finishes = new Map<string, number>()
  const forecasts = new Map<string, JobForecast>()
  let doneWork = 0
  let allWork = 0
  for (const job of [...jobs.filter(isRunning), ...jobs.filter((job) => !isRunning(job))]) {
    const expected = expectedSeconds(lanes[job.type], audioSecondsOf(job))
    const left = secondsLeft(job, expected, now)
    allWork += expected
    const share = shareDone(job, left, now)
    doneWork += expected * share
    const finish = isOver(job) ? 0 : finishOf(job, left, slots[job.type], finishes, now)
    finishes.set(job.id, finish)
    const etaSeconds = isOver(job) || !Number.isFinite(finish) ? null : finish
    forecasts.set(job.id, { percent: share * 100, etaSeconds })
  }
  const open = jobs.filter((job) => !isOver(job))
  const last = open.reduce((latest, { id }) => Math.max(latest, finishes.get(id) ?? 0), 0)
  return {
    jobs: forecasts,
    percent: allWork > 0 ? (doneWork / allWork) * 100 : 100,
    etaSeconds: open.length === 0 || !Number.isFinite(last) ? null : last,
    confidence: leastConfidence(open.map(({ type }) => lanes[type].confidence)),
  }
}

export const expectedSeconds = ({ secondsPerAudioSecond }: Pace, audioSeconds: number): number =>
  Math.max(LEAST_JOB_SECONDS, audioSeconds * secondsPerAudioSecond)

const isRunning = (job: ForecastJob) => job.status === 'processing'
const isOver = (job: ForecastJob) => job.status !== 'pending' && job.status !== 'processing'

/** When each slot is free, in seconds from now. */
type Slots = Record<JobType, number[]>

function slotsOf(jobs: readonly ForecastJob[], lanes: Lanes): Slots {
  const of = (type: JobType) => {
    const lane = lanes[type]
    const count = Math.max(1, Math.min(MAX_SLOTS, Math.floor(lane.slots)))
    const used = Math.min(count, Math.max(1, jobs.filter((job) => job.type === type).length))
    return Array.from({ length: used }, () => lane.aheadSeconds / count)
  }
  return { transcribe: of('transcribe'), summarize: of('summarize'), tag: of('tag'), embed: of('embed') }
}

function finishOf(
  job: ForecastJob,
  left: number,
  slots: number[],
  finishes: ReadonlyMap<string, number>,
  now: Date,
): number {
  let soonest = 0
  for (let slot = 1; slot < slots.length; slot++) {
    if ((slots[slot] ?? 0) < (slots[soonest] ?? 0)) soonest = slot
  }
  const free = slots[soonest] ?? 0
  if (job.status === 'processing') {
    slots[soonest] = free + left
    return left
  }
  const ready = job.gate.reduce((latest, id) => Math.max(latest, finishes.get(id) ?? 0), 0)
  const due = job.status === 'pending' ? (job.runAt.getTime() - now.getTime()) / 1000 : 0
  const finish = Math.max(free, ready, due, 0) + left
  // What can not be told must not keep others from being told.
  if (Number.isFinite(finish)) slots[soonest] = finish
  return finish
}

/** By its own pace where it has shown one, else by the expected one. */
function secondsLeft(job: ForecastJob, expected: number, now: Date): number {
  if (isOver(job)) return 0
  if (job.status !== 'processing') return expected * (1 - job.progress)
  const elapsed = elapsedSeconds(job, now)
  if (job.progress >= TELLING_PROGRESS && elapsed > 0 && job.epoch === 1) {
    return (elapsed * (1 - job.progress)) / job.progress
  }
  const byTime = Math.max(expected - elapsed, elapsed * OVERDUE_SHARE)
  return job.progress >= TELLING_PROGRESS ? Math.min(byTime, expected * (1 - job.progress)) : byTime
}

function shareDone(job: ForecastJob, left: number, now: Date): number {
  if (job.status === 'completed') return 1
  if (job.status !== 'processing') return job.progress
  const elapsed = elapsedSeconds(job, now)
  return Math.max(job.progress, elapsed / (elapsed + left || 1))
}

const elapsedSeconds = ({ startedAt }: ForecastJob, now: Date): number =>
  startedAt === null ? 0 : Math.max(0, (now.getTime() - startedAt.getTime()) / 1000)
