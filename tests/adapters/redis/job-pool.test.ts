import { afterEach, describe, expect, test } from 'bun:test'
import { errAsync, okAsync, ResultAsync } from 'neverthrow'
import { createDirectReporter } from '../../../src/adapters/direct/reporter.ts'
import { createMemoryJobs } from '../../../src/adapters/memory/jobs.ts'
import { createMemoryState } from '../../../src/adapters/memory/state.ts'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import { silentLogger } from '../../../src/adapters/system/logger.ts'
import { transientError } from '../../../src/ports/port-error.ts'
import type { Queue } from '../../../src/ports/queue.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { done, type JobWork } from '../../../src/usecases/job-work/job-context.ts'
import { createProviderGate } from '../../../src/usecases/provider-gate.ts'
import { createRunJob } from '../../../src/usecases/run-job.ts'
import { startJobPool } from '../../../src/workers/job-pool.ts'
import { pendingJob } from '../../domain/jobs.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { closeAll, openAlone, scriptCalls } from './redis-under-test.ts'

const LEASE_MS = 60_000
const EMPTY = { ready: 0, delayed: 0, leased: 0, paused: false }
const finish: JobWork = () => okAsync(done)

afterEach(closeAll)

/** Pending jobs in memory and their ids in Redis. */
async function setUp(jobCount: number) {
  const { server, queue } = await openAlone()
  const state = createMemoryState()
  const jobs = Array.from({ length: jobCount }, (_, index) =>
    pendingJob({ id: `job-${index}`, type: 'embed', runAt: new Date(0) }),
  )
  for (const job of jobs) state.jobs.set(job.id, job)
  await expectOk(queue.enqueue(jobs))
  const startPool = (
    options: { concurrency?: number; work?: JobWork; told?: Queue; leaseMs?: number } = {},
  ) => {
    const { concurrency = 1, work = finish, told = queue, leaseMs = LEASE_MS } = options
    const deps = { queue: told, clock: systemClock, logger: silentLogger, random: () => 0 }
    const reporter = createDirectReporter({ ...deps, jobs: createMemoryJobs(state, systemClock) })
    const providers = createProviderGate(deps)
    const claims = { keep: () => ({ check: () => {}, letGo: () => {} }) }
    const runJob = createRunJob({ ...deps, reporter, providers, work: { embed: work } })
    return startJobPool({ ...deps, runJob, claims, providers, workerId: 'w', leaseMs }, 'embed', concurrency)
  }
  const untilOver = () =>
    waitUntil(
      async () => [...state.jobs.values()].filter(({ status }) => status === 'completed').length,
      (count) => count === jobCount,
    )
  const counts = async () => (await expectOk(queue.counts())).embed
  return { server, queue, state, startPool, untilOver, counts }
}

describe('a pool on Redis', () => {
  test('one round trip a job: the ack of one rides on the lease of the next', async () => {
    const { server, startPool, untilOver, counts } = await setUp(50)
    const calls = await scriptCalls(server, async () => {
      const pool = startPool()
      await untilOver()
      await pool.stop()
    })
    // One lease before the first ack, one that finds nothing after the last; its markers may wake it once more.
    expect(calls).toBeLessThanOrEqual(50 + 4)
    expect(await counts()).toEqual(EMPTY)
  })

  test('jobs that end together are acked, and replaced, by one', async () => {
    const { server, startPool, untilOver, counts } = await setUp(100)
    const calls = await scriptCalls(server, async () => {
      const pool = startPool({ concurrency: 10 })
      await untilOver()
      await pool.stop()
    })
    expect(calls).toBeLessThanOrEqual(10 + 4)
    expect(await counts()).toEqual(EMPTY)
  })

  test('a graceful stop leaves nothing unacked', async () => {
    const { startPool, counts } = await setUp(8)
    const begun = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const work: JobWork = () => {
      begun.resolve()
      return ResultAsync.fromSafePromise(go.promise).map(() => done)
    }
    const pool = startPool({ concurrency: 4, work })
    await begun.promise
    const stopped = pool.stop()
    go.resolve()
    await stopped
    // Those that ran are done and acked, whoever was leased but not started was given back.
    expect(await counts()).toEqual({ ...EMPTY, ready: 4 })
  })

  test('an ack that gets lost is harmless: its id comes once more, is not claimed, and goes', async () => {
    const { queue, state, startPool, untilOver, counts } = await setUp(3)
    let lost = 0
    const told: Queue = {
      ...queue,
      ack: (leases) => {
        if (lost === 3) return queue.ack(leases)
        lost += leases.length
        return errAsync(transientError('redis_unavailable', 'no connection to Redis'))
      },
    }
    let runs = 0
    const work: JobWork = () => {
      runs += 1
      return okAsync(done)
    }
    const pool = startPool({ told, work, leaseMs: 100 })
    await untilOver()
    await waitUntil(counts, ({ ready, leased }) => ready + leased === 0)
    await pool.stop()
    expect([lost, runs]).toEqual([3, 3])
    expect([...state.jobs.values()].map(({ epoch }) => epoch)).toEqual([1, 1, 1])
  })

  test('with Redis down a job ends as ever, and stop does not wait for its return', async () => {
    const { server, state, startPool } = await setUp(1)
    const begun = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const work: JobWork = () => {
      begun.resolve()
      return ResultAsync.fromSafePromise(go.promise).map(() => done)
    }
    const pool = startPool({ work })
    await begun.promise
    await server.kill()
    go.resolve()
    await pool.stop()
    expect(state.jobs.get('job-0')).toMatchObject({ status: 'completed', epoch: 1 })
  })
})
