import { ok, safeTry } from 'neverthrow'
import type { Redriven } from '../../domain/job/dependents.ts'
import type { DeadLetter } from '../../domain/job/job.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { Claim } from '../../ports/reporter.ts'
import type { JobRepository, RedriveOutcome } from '../../ports/repositories/jobs.ts'
import { gather } from '../system/gather.ts'
import type { Database } from './connection.ts'
import { addJob } from './jobs/add.ts'
import { measureBacklog } from './jobs/backlog.ts'
import { type ClaimRequest, claimJobs, renewClaims, saveCheckpoint, saveProgress } from './jobs/claims.ts'
import { completeJobs } from './jobs/complete.ts'
import { countFailures, listJobs } from './jobs/list.ts'
import { setPriority } from './jobs/priority.ts'
import {
  countJobs,
  filterFailed,
  findJob,
  listDueJobs,
  listFailedJobs,
  listJobsOfBook,
} from './jobs/queries.ts'
import { booksOfJobs, cancelJob, mergeRedriven, redriveBook } from './jobs/redrive.ts'
import { reprocessBook } from './jobs/reprocess.ts'
import { failJob, parkJob, releaseJob } from './jobs/settle.ts'
import { sweepExpiredLeases } from './jobs/sweep.ts'
import { booksToTrim, trimBook } from './jobs/trim.ts'
import { wakeParkedJob } from './jobs/wake.ts'
import { query, runTransaction, transaction } from './run-query.ts'

/** Claims, and ends of jobs, in one statement or transaction; what comes meanwhile goes into the next. */
const MOST_AT_ONCE = 100
/** Each waits for the disk; with one at a time a job would wait for two. Ends of one book wait for each other. */
const CLAIM_RUNS = 4
const COMPLETE_RUNS = 3

export function createPostgresJobs(database: Database): JobRepository {
  const { sql } = database
  const claim = gather((requests: readonly ClaimRequest[]) => claimJobs(sql, requests), {
    mostAtOnce: MOST_AT_ONCE,
    runs: CLAIM_RUNS,
  })
  const complete = gather(
    (claims: readonly Claim[]) =>
      runTransaction(database, (inTransaction) => completeJobs(inTransaction, claims)),
    { mostAtOnce: MOST_AT_ONCE, runs: COMPLETE_RUNS },
  )
  return {
    find: (jobId) => query(() => findJob(sql, jobId)),
    listByAudiobook: (audiobookId) => query(() => listJobsOfBook(sql, audiobookId)),
    claim: (jobId, workerId, leaseMs) => query(() => claim({ jobId, workerId, leaseMs })),
    renew: (claims, leaseMs) => query(() => renewClaims(sql, claims, leaseMs)),
    saveProgress: (claim, fraction) => query(() => saveProgress(sql, claim, fraction)),
    saveCheckpoint: (claim, checkpoint) => query(() => saveCheckpoint(sql, claim, checkpoint)),
    complete: (held) => query(() => complete(held)),
    fail: (claim, failure, random) => transaction(database, (sql) => failJob(sql, claim, failure, random)),
    park: (claim, resumeAfterMs) => query(() => parkJob(sql, claim, resumeAfterMs)),
    release: (claim) => query(() => releaseJob(sql, claim)),
    add: (job) => transaction(database, (sql) => addJob(sql, job)),
    wakeParked: (jobId) => query(() => wakeParkedJob(sql, jobId)),
    redrive: (jobIds) => redriveJobs(database, jobIds),
    reprocess: (audiobookId, request) =>
      transaction(database, (sql) => reprocessBook(sql, audiobookId, request)),
    cancel: (jobId) => transaction(database, (sql) => cancelJob(sql, jobId)),
    setPriority: (jobIds, priority) => query(() => setPriority(sql, jobIds, priority)),
    list: (filter, request) => query(() => listJobs(sql, filter, request)),
    sweepExpiredLeases: (limit) => query(() => sweepExpiredLeases(sql, limit)),
    listDue: (limit, after) => query(() => listDueJobs(sql, limit, after)),
    listFailed: (request) => query(() => listFailedJobs(sql, request)),
    countFailures: (filter, limit) => query(() => countFailures(sql, filter, limit)),
    trimFailed: (endedBefore, limit) => trimFailed(database, endedBefore, limit),
    filterFailed: (jobIds) => query(() => filterFailed(sql, jobIds)),
    measureBacklog: () => query(() => measureBacklog(sql)),
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

/** Book after book, each in its own transaction. */
const trimFailed = (
  database: Database,
  endedBefore: Date,
  limit: number,
): PortResult<readonly DeadLetter[]> =>
  safeTry(async function* () {
    const trimmed: DeadLetter[] = []
    for (const audiobookId of yield* await query(() => booksToTrim(database.sql, endedBefore, limit))) {
      trimmed.push(...(yield* await transaction(database, (sql) => trimBook(sql, audiobookId, endedBefore))))
    }
    return ok(trimmed)
  })
