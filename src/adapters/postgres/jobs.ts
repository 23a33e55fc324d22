import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { Database } from './connection.ts'
import { claimJob, renewClaims, saveCheckpoint, saveProgress } from './jobs/claims.ts'
import { countJobs, findJob, listDueJobs, listJobsOfBook } from './jobs/queries.ts'
import { completeJob, failJob, parkJob, releaseJob } from './jobs/settle.ts'
import { sweepExpiredLeases } from './jobs/sweep.ts'
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
    sweepExpiredLeases: (limit) => query(() => sweepExpiredLeases(sql, limit)),
    listDue: (limit, after) => query(() => listDueJobs(sql, limit, after)),
    countByStatus: () => query(() => countJobs(sql)),
  }
}
