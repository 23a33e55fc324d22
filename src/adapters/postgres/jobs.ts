import { ok, safeTry } from 'neverthrow'
import type { Redriven } from '../../domain/job/dependents.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { JobRepository, RedriveOutcome } from '../../ports/repositories/jobs.ts'
import type { Database } from './connection.ts'
import { addJob } from './jobs/add.ts'
import { claimJob, renewClaims, saveCheckpoint, saveProgress } from './jobs/claims.ts'
import { listJobs } from './jobs/list.ts'
import {
  countJobs,
  filterFailed,
  findJob,
  listDueJobs,
  listFailedJobs,
  listJobsOfBook,
} from './jobs/queries.ts'
import { booksOfJobs, cancelJob, mergeRedriven, redriveBook } from './jobs/redrive.ts'
import { completeJob, failJob, parkJob, releaseJob } from './jobs/settle.ts'
import { sweepExpiredLeases } from './jobs/sweep.ts'
import { wakeParkedJob } from './jobs/wake.ts'
import { query, transaction } from './run-query.ts'

export function createPostgresJobs(database: Database): JobRepository {
  const { sql } = database
  return {
    find: (jobId) => query(() => findJob(sql, jobId)),
    listByAudiobook: (audiobookId) => query(() => listJobsOfBook(sql, audiobookId)),
    claim: (jobId, workerId, leaseMs) => query(() => claimJob(sql, jobId, workerId, leaseMs)),
    renew: (claims, leaseMs) => query(() => renewClaims(sql, claims, leaseMs)),
    saveProgress: (claim, fraction) => query(() => saveProgress(sql, claim, fraction)),
    saveCheckpoint: (claim, checkpoint) => query(() => saveCheckpoint(sql, claim, checkpoint)),
    complete: (claim) => transaction(database, (sql) => completeJob(sql, claim)),
    fail: (claim, failure, random) => transaction(database, (sql) => failJob(sql, claim, failure, random)),
    park: (claim, resumeAfterMs) => query(() => parkJob(sql, claim, resumeAfterMs)),
    release: (claim) => query(() => releaseJob(sql, claim)),
    add: (job) => transaction(database, (sql) => addJob(sql, job)),
    wakeParked: (jobId) => query(() => wakeParkedJob(sql, jobId)),
    redrive: (jobIds) => redriveJobs(database, jobIds),
    cancel: (jobId) => transaction(database, (sql) => cancelJob(sql, jobId)),
    list: (filter, request) => query(() => listJobs(sql, filter, request)),
    sweepExpiredLeases: (limit) => query(() => sweepExpiredLeases(sql, limit)),
    listDue: (limit, after) => query(() => listDueJobs(sql, limit, after)),
    listFailed: (request) => query(() => listFailedJobs(sql, request)),
    filterFailed: (jobIds) => query(() => filterFailed(sql, jobIds)),
    countByStatus: () => query(() => countJobs(sql)),
  }
}

/** Book after book, each in its own transaction. */
const redriveJobs = (database: Database, jobIds: readonly string[]): PortResult<RedriveOutcome> =>
  safeTry(async function* () {
    const redriven: Redriven[] = []
    for (const [audiobookId, ids] of yield* await query(() => booksOfJobs(database.sql, jobIds))) {
      const book = yield* await transaction(database, (sql) => redriveBook(sql, audiobookId, ids))
      if (book !== null) redriven.push(book)
    }
    return ok(mergeRedriven(jobIds, redriven))
  })
