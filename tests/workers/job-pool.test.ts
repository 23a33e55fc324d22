import { expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { createDirectReporter } from '../../src/adapters/direct/reporter.ts'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { createMemoryJobs } from '../../src/adapters/memory/jobs.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { createMemoryState } from '../../src/adapters/memory/state.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import type { JobType } from '../../src/domain/job/job.ts'
import { throttledError } from '../../src/ports/port-error.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { done, type JobWork } from '../../src/usecases/job-work/job-context.ts'
import { createProviderGate } from '../../src/usecases/provider-gate.ts'
import { createRunJob } from '../../src/usecases/run-job.ts'
import { startJobPool } from '../../src/workers/job-pool.ts'
import { pendingJob } from '../domain/jobs.ts'
import { waitUntil } from '../support/wait-until.ts'

const TRANSCRIPTS = 5
const PAUSE_MS = 120_000

/** Pools for two types over one memory; the vendor of transcripts refuses whatever comes before `refusesUntilMs`. */
function factory() {
  const clock = createManualClock()
  const state = createMemoryState()
  const refusesUntilMs = clock.now().getTime() + PAUSE_MS
  const calls: JobType[] = []
  const transcribe: JobWork = ({ job }) => {
    calls.push(job.type)
    const leftMs = refusesUntilMs - clock.now().getTime()
    return leftMs > 0 ? errAsync(throttledError('rate_limited', 'Slow down.', leftMs)) : okAsync(done)
  }
  const other: JobWork = ({ job }) => {
    calls.push(job.type)
    return okAsync(done)
  }
  const queue = createMemoryQueue({ clock })
  const jobs = createMemoryJobs(state, clock)
  const reporter = createDirectReporter({ jobs, queue, random: () => 0, logger: silentLogger })
  const providers = createProviderGate({ clock, queue, logger: silentLogger })
  const work = { transcribe, summarize: other, tag: other, embed: other }
  const deps = { reporter, queue, work, providers, clock, logger: silentLogger }
  const claims = { keep: () => ({ check: () => {}, letGo: () => {} }) }
  const pool = { ...deps, claims, runJob: createRunJob(deps), workerId: 'w', leaseMs: 15_000 }
  const pools = [startJobPool(pool, 'transcribe', 1), startJobPool(pool, 'embed', 1)]
  return { clock, state, queue, calls, stop: () => Promise.all(pools.map((one) => one.stop())) }
}

test('one refusal pauses the pool of that provider; others go on; no attempt is used', async () => {
  const { clock, state, queue, calls, stop } = factory()
  const jobs = [
    ...Array.from({ length: TRANSCRIPTS }, (_, place) => pendingJob({ id: `t${place}`, runAt: clock.now() })),
    pendingJob({ id: 'e', type: 'embed', runAt: clock.now() }),
  ]
  for (const job of jobs) state.jobs.set(job.id, job)
  await queue.enqueue(jobs)
  const count = (type: JobType) => calls.filter((call) => call === type).length
  const isOver = (id: string) => state.jobs.get(id)?.status === 'completed'

  await waitUntil(async () => count('transcribe') === 1 && isOver('e'), Boolean)
  for (let step = 0; step < 10; step += 1) {
    clock.advance(PAUSE_MS / 10 - 1)
    await Bun.sleep(1)
  }
  expect(count('transcribe')).toBe(1)
  // Not leased and put back time and again: they stay where another process finds them.
  expect((await expectOk(queue.counts())).transcribe).toMatchObject({ ready: TRANSCRIPTS - 1, leased: 0 })

  clock.advance(10)
  await waitUntil(async () => jobs.every(({ id }) => isOver(id)), Boolean)
  expect(count('transcribe')).toBe(TRANSCRIPTS + 1)
  expect([...state.jobs.values()].map(({ attempt }) => attempt)).toEqual(jobs.map(() => 1))
  await stop()
})
