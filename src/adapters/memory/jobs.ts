import { okAsync } from 'neverthrow'
import { deadLetter, jobReference } from '../../domain/job/dependents.ts'
import type { JobEvent } from '../../domain/job/events.ts'
import type { Job, RunningJob } from '../../domain/job/job.ts'
import type { Clock } from '../../ports/clock.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import { backlogOf } from './backlog.ts'
import { countJobs, deadLetters, dueJobs, failureClasses, jobsOfBook, matchingJobs } from './job-queries.ts'
import { newestFirst, pageAfter } from './pages.ts'
import { add, applyEvent, cancel, isLost, redrive, reprocess, settle, wakeParked } from './settle-job.ts'
import type { MemoryState } from './state.ts'
import { trimFailed } from './trim-failed.ts'

/** Jobs as the domain's transitions have it. Each method runs to its end at once, so no two of them interleave. */
export function createMemoryJobs(state: MemoryState, clock: Clock): JobRepository {
  const apply = (jobId: string, event: JobEvent): Job | null => applyEvent(state, jobId, event, clock.now())
  return {
    find: (jobId) => okAsync(state.jobs.get(jobId) ?? null),
    listByAudiobook: (audiobookId) => okAsync(jobsOfBook(state, audiobookId)),

    claim: (jobId, workerId, leaseMs) => okAsync(running(apply(jobId, { type: 'claim', workerId, leaseMs }))),
    renew: (claims, leaseMs) =>
      okAsync(claims.filter(({ jobId, epoch }) => apply(jobId, { type: 'renew', epoch, leaseMs }) === null)),
    saveProgress: ({ jobId, epoch }, fraction) =>
      okAsync(apply(jobId, { type: 'progress', epoch, fraction }) !== null),
    saveCheckpoint: ({ jobId, epoch }, checkpoint) =>
      okAsync(apply(jobId, { type: 'checkpoint', epoch, checkpoint: structuredClone(checkpoint) }) !== null),

    complete: ({ jobId, epoch }) => okAsync(settle(state, jobId, { type: 'complete', epoch }, clock.now())),
    fail: ({ jobId, epoch }, failure, random) =>
      okAsync(settle(state, jobId, { type: 'fail', epoch, failure, random }, clock.now())),
    park: ({ jobId, epoch }, resumeAfterMs) =>
      okAsync(settle(state, jobId, { type: 'park', epoch, resumeAfterMs }, clock.now())),
    release: ({ jobId, epoch }) => okAsync(settle(state, jobId, { type: 'release', epoch }, clock.now())),

    add: (job) => okAsync(add(state, job, clock.now())),
    wakeParked: (jobId) => okAsync(wakeParked(state, jobId, clock.now())),
    redrive: (jobIds) => okAsync(redrive(state, jobIds, clock.now())),
    reprocess: (audiobookId, request) => okAsync(reprocess(state, audiobookId, request, clock.now())),
    cancel: (jobId) => okAsync(cancel(state, jobId, clock.now())),
    setPriority: (jobIds, priority) =>
      okAsync(
        [...new Set(jobIds)].flatMap((jobId) => apply(jobId, { type: 'reprioritize', priority }) ?? []),
      ),
    list: (filter, request) => okAsync(pageAfter(matchingJobs(state, filter), newestFirst, request)),

    sweepExpiredLeases(limit) {
      const lost = [...state.jobs.values()].filter((job) => isLost(job, clock.now())).slice(0, limit)
      const swept = lost.flatMap((job) => apply(job.id, { type: 'expire_lease' }) ?? [])
      return okAsync({
        returned: swept.flatMap((job) => (job.status === 'pending' ? [jobReference(job)] : [])),
        poisoned: swept.flatMap((job) => (job.status === 'failed' ? [deadLetter(job)] : [])),
      })
    },
    listDue: (limit, after) => okAsync(dueJobs(state, clock.now(), limit, after)),
    listFailed: (request) => okAsync(pageAfter(deadLetters(state), newestFirst, request)),
    countFailures: (filter, limit) => okAsync(failureClasses(state, filter).slice(0, limit)),
    trimFailed: (endedBefore, limit) => okAsync(trimFailed(state, endedBefore, limit)),
    filterFailed: (jobIds) => okAsync(jobIds.filter((id) => state.jobs.get(id)?.status === 'failed')),
    measureBacklog: () => okAsync(backlogOf(state, clock.now())),
    countByStatus: () => okAsync(countJobs(state)),
  }
}

/** Refuses what the types can't: an event that claims makes a running job. */
function running(job: Job | null): RunningJob | null {
  if (job === null || (job.status === 'processing' && job.phase === 'running')) return job
  throw new Error(`job ${job.id} is ${job.status} after a claim`)
}
