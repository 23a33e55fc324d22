import { expect, test } from 'bun:test'
import { errAsync, ResultAsync } from 'neverthrow'
import { createDirectReporter } from '../../src/adapters/direct/reporter.ts'
import { createMemoryAudiobooks } from '../../src/adapters/memory/audiobooks.ts'
import { createMemoryJobs } from '../../src/adapters/memory/jobs.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { createMemoryState } from '../../src/adapters/memory/state.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { transientError } from '../../src/ports/port-error.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { done, type JobWork } from '../../src/usecases/job-work/job-context.ts'
import { createCancelJob } from '../../src/usecases/jobs/cancel-job.ts'
import { createRetryJob } from '../../src/usecases/jobs/retry-job.ts'
import { createProviderGate } from '../../src/usecases/provider-gate.ts'
import { createRunJob } from '../../src/usecases/run-job.ts'
import { createClaimKeeper } from '../../src/workers/claim-keeper.ts'
import { startJobPool } from '../../src/workers/job-pool.ts'
import { pendingJob } from '../domain/jobs.ts'
import { waitUntil } from '../support/wait-until.ts'

const LEASE_MS = 60_000
const HEARTBEAT_MS = 20
const caller = { ownerId: 'admin', seesAll: true }

test('a heartbeat stops the work of a cancelled job, whose slot is free again; a retry runs it to its end', async () => {
  const [clock, logger, state] = [systemClock, silentLogger, createMemoryState()]
  const job = pendingJob({ runAt: clock.now() })
  state.jobs.set(job.id, job)
  const queue = createMemoryQueue({ clock })
  const jobs = createMemoryJobs(state, clock)
  const reporter = createDirectReporter({ jobs, queue, logger, random: () => 0 })
  const runs: { readonly epoch: number; readonly stopped: boolean }[] = []
  let started = 0
  /** The first run goes on until it is told to stop. */
  const work: JobWork = ({ job: { epoch }, signal }) => {
    started += 1
    const stop = epoch > 1 ? null : new Promise((resolve) => signal.addEventListener('abort', resolve))
    return ResultAsync.fromSafePromise(Promise.resolve(stop)).andThen(() => {
      runs.push({ epoch, stopped: signal.aborted })
      return signal.aborted
        ? errAsync(transientError('aborted', 'Stopped.'))
        : ResultAsync.fromSafePromise(Promise.resolve(done))
    })
  }
  const deps = {
    jobs,
    queue,
    reporter,
    clock,
    logger,
    providers: createProviderGate({ clock, queue, logger }),
  }
  const claims = createClaimKeeper({ ...deps, leaseMs: LEASE_MS, heartbeatIntervalMs: HEARTBEAT_MS })
  const runJob = createRunJob({
    ...deps,
    work: { transcribe: work, summarize: work, tag: work, embed: work },
  })
  const pool = startJobPool({ ...deps, claims, runJob, workerId: 'w', leaseMs: LEASE_MS }, 'transcribe', 1)
  const useCases = { ...deps, audiobooks: createMemoryAudiobooks(state, clock) }
  try {
    await queue.enqueue([job])
    await waitUntil(
      async () => started,
      (count) => count === 1,
    )
    await expectOk(createCancelJob(useCases)({ caller, jobId: job.id }))
    await waitUntil(
      async () => runs.length,
      (count) => count === 1,
    )
    expect(runs).toEqual([{ epoch: 1, stopped: true }])
    expect(state.jobs.get(job.id)).toMatchObject({ status: 'cancelled', epoch: 1, errorHistory: [] })

    await expectOk(createRetryJob(useCases)({ caller, jobId: job.id }))
    await waitUntil(
      async () => state.jobs.get(job.id)?.status,
      (status) => status === 'completed',
    )
    expect(runs[1]).toEqual({ epoch: 2, stopped: false })
  } finally {
    await pool.stop()
    claims.stop()
  }
})
