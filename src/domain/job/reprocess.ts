import { afterRedrive, isEnded } from './dependents.ts'
import type { Job, JobType, PendingJob } from './job.ts'
import { transition } from './transitions.ts'

export interface ReprocessRequest {
  /** Types of jobs; at least one. */
  readonly stages: readonly JobType[]
  /** Also what is complete: bought and computed anew, together with what is made from it. */
  readonly force: boolean
}

export type Reprocessed =
  | {
      readonly outcome: 'reprocessed'
      /** All jobs of the book, in the order in which they went in. */
      readonly jobs: readonly Job[]
      /** Pending again. */
      readonly revived: readonly PendingJob[]
    }
  /** Something of the book is not over: what is made from it must not change under it. */
  | { readonly outcome: 'busy' }

/**
 * Sends stages of a book round again. Without force those of their jobs that failed or were cancelled, as a redrive does.
 * With force all of them: they do their work as if for the first time, and after a new transcript so does everything that is
 * made from it. What earlier runs made stays until it is replaced.
 */
export function afterReprocess(
  jobs: readonly Job[],
  { stages, force }: ReprocessRequest,
  now: Date,
): Reprocessed {
  const wanted = jobs.filter(({ type }) => stages.includes(type))
  if (!force) {
    const stopped = wanted.filter(({ status }) => status === 'failed' || status === 'cancelled')
    const redriven = afterRedrive(
      jobs,
      stopped.map(({ id }) => id),
      now,
    )
    return { outcome: 'reprocessed', jobs: redriven.jobs, revived: redriven.revived }
  }
  if (!jobs.every(isEnded)) return { outcome: 'busy' }
  const anew = closeOver(jobs, withoutRepeated(wanted))
  const changed = jobs.map((job) => {
    if (!anew.has(job.id)) return job
    const gate = inputsOf(job, jobs).filter((id) => anew.has(id))
    return transition(job, { type: 'reprocess', gate }, now).unwrapOr(job)
  })
  return {
    outcome: 'reprocessed',
    jobs: changed,
    revived: changed.flatMap((job) => (anew.has(job.id) && job.status === 'pending' ? [job] : [])),
  }
}

/** The transcriptions that a job reads, by the rule of the plan; gates forget those that completed. */
function inputsOf(job: Job, jobs: readonly Job[]): readonly string[] {
  if (job.type === 'transcribe') return []
  return jobs
    .filter(({ type }) => type === 'transcribe')
    .filter(({ chapterId }) => job.chapterId === null || chapterId === null || chapterId === job.chapterId)
    .map(({ id }) => id)
}

/** Of several jobs that did the same, as embedding anew adds them, the last one does it again. */
function withoutRepeated(jobs: readonly Job[]): ReadonlySet<string> {
  const last = new Map(jobs.map((job) => [`${job.type} ${job.chapterId}`, job.id]))
  const wholeBook = last.get('embed null')
  const chosen = jobs.filter((job) => job.type !== 'embed' || wholeBook === undefined || job.id === wholeBook)
  const lasts = new Set(last.values())
  return new Set(chosen.filter(({ id }) => lasts.has(id)).map(({ id }) => id))
}

/** With all that must be done anew because of these. Each round adds a job, or is the last one. */
function closeOver(jobs: readonly Job[], chosen: ReadonlySet<string>): ReadonlySet<string> {
  let anew = chosen
  for (const _ of jobs) {
    const more = withDependents(jobs, withBlockers(jobs, anew))
    if (more.size === anew.size) break
    anew = more
  }
  return anew
}

/** Downwards: what is made from a transcript that is made anew. */
function withDependents(jobs: readonly Job[], anew: ReadonlySet<string>): ReadonlySet<string> {
  const reads = jobs.filter((job) => inputsOf(job, jobs).some((id) => anew.has(id)))
  return new Set([...anew, ...withoutRepeated(reads)])
}

/** Upwards: a transcription that failed must succeed before what reads it can. */
function withBlockers(jobs: readonly Job[], anew: ReadonlySet<string>): ReadonlySet<string> {
  const missing = jobs
    .filter(({ id }) => anew.has(id))
    .flatMap((job) => inputsOf(job, jobs))
    .filter((id) => jobs.some((job) => job.id === id && job.status !== 'completed'))
  return new Set([...anew, ...missing])
}
