import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync, ResultAsync } from 'neverthrow'
import { createDirectReporter } from '../../src/adapters/direct/reporter.ts'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { createMemoryJobs } from '../../src/adapters/memory/jobs.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { createMemoryState } from '../../src/adapters/memory/state.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { type PortError, permanentError, throttledError, transientError } from '../../src/ports/port-error.ts'
import type { QueueLease } from '../../src/ports/queue.ts'
import type { JobReporter } from '../../src/ports/reporter.ts'
import {
  done,
  type JobContext,
  type JobWork,
  type WorkOutcome,
} from '../../src/usecases/job-work/job-context.ts'
import { createProviderGate } from '../../src/usecases/provider-gate.ts'
import { type ClaimKeeper, createRunJob } from '../../src/usecases/run-job.ts'
import { pendingJob } from '../domain/jobs.ts'

const LEASE_MS = 15_000
const noKeeper: ClaimKeeper = { keep: () => ({ check: () => {}, letGo: () => {} }) }

/** One pending transcribe job in memory, the queue that holds it, and a worker that does `work`. */
async function workshop(
  work: JobWork,
  tamper: (reporter: JobReporter) => JobReporter = (reporter) => reporter,
) {
  const clock = createManualClock()
  const state = createMemoryState()
  const job = pendingJob({ id: 'job', runAt: clock.now() })
  state.jobs.set(job.id, job)
  const queue = createMemoryQueue({ clock })
  const jobs = createMemoryJobs(state, clock)
  const reporter = tamper(createDirectReporter({ jobs, queue, random: () => 0, logger: silentLogger }))
  const allWork = { transcribe: work, summarize: work, tag: work, embed: work }
  const providers = createProviderGate({ clock, queue, logger: silentLogger })
  const runJob = createRunJob({ reporter, queue, work: allWork, providers, clock, logger: silentLogger })
  await queue.enqueue([job])

  const lease = async (): Promise<QueueLease | undefined> =>
    (await queue.lease('transcribe', 1, { waitMs: 0, leaseMs: LEASE_MS }))._unsafeUnwrap()[0]
  return {
    clock,
    queue,
    providers,
    state,
    lease,
    job: () => state.jobs.get('job') ?? job,
    async run(options: { claims?: ClaimKeeper; stopping?: AbortSignal; leased?: QueueLease } = {}) {
      const leased = options.leased ?? (await lease())
      if (leased === undefined) throw new Error('nothing to lease')
      const stopping = options.stopping ?? new AbortController().signal
      const claims = options.claims ?? noKeeper
      return runJob({ lease: leased, workerId: 'w', claims, stopping, onTelling: () => {} })
    },
    counts: async () => (await queue.counts())._unsafeUnwrap().transcribe,
  }
}

const failing = (error: PortError) => workshop(() => errAsync(error))

describe('running a job', () => {
  test('done: completed, and gone from the queue', async () => {
    const shop = await workshop(() => okAsync(done))
    expect(await shop.run()).toBe('done')
    expect(shop.job()).toMatchObject({ status: 'completed', epoch: 1, progress: 1 })
    expect(await shop.counts()).toMatchObject({ ready: 0, delayed: 0, leased: 0 })
  })

  test('a transient failure comes back after the backoff, with the next attempt', async () => {
    const shop = await failing(transientError('vendor_down', 'No answer.'))
    expect(await shop.run()).toBe('failed')
    expect(shop.job()).toMatchObject({ status: 'pending', attempt: 2 })
    expect(await shop.counts()).toMatchObject({ ready: 0, delayed: 1, leased: 0 })
    shop.clock.advance(4_999)
    expect(await shop.lease()).toBeUndefined()
    shop.clock.advance(1)
    expect(await shop.run()).toBe('failed')
  })

  test('throttled: waits as long as the vendor says and uses no attempt', async () => {
    const shop = await failing(throttledError('rate_limited', 'Slow down.', 120_000))
    await shop.run()
    expect(shop.job()).toMatchObject({ status: 'pending', attempt: 1 })
    shop.clock.advance(119_999)
    expect(await shop.lease()).toBeUndefined()
    shop.clock.advance(1)
    expect(await shop.lease()).toBeDefined()
  })

  test('throttled: what was leased already is given back unclaimed until the pause is over', async () => {
    const shop = await failing(throttledError('rate_limited', 'Slow down.', 60_000))
    const leased = await shop.lease()
    shop.providers.pause('transcribe', 20_000)
    expect(await shop.run({ ...(leased && { leased }) })).toBe('held_back')
    expect(shop.job()).toMatchObject({ status: 'pending', attempt: 1, epoch: 0, errorHistory: [] })
    shop.clock.advance(19_999)
    expect(await shop.lease()).toBeUndefined()
    shop.clock.advance(1)
    expect(await shop.run()).toBe('failed')
    expect(shop.providers.remainingMs('transcribe')).toBe(60_000)
    expect(shop.providers.remainingMs('embed')).toBe(0)
  })

  test('only throttling pauses a provider', async () => {
    for (const error of [transientError('down', 'Down.'), permanentError('bad', 'Bad.')]) {
      const shop = await failing(error)
      await shop.run()
      expect(shop.providers.remainingMs('transcribe')).toBe(0)
    }
  })

  test('a permanent failure is a dead letter at once and leaves the queue', async () => {
    const shop = await failing(permanentError('bad_audio', 'Nothing to hear.'))
    expect(await shop.run()).toBe('failed')
    expect(shop.job()).toMatchObject({ status: 'failed', error: { code: 'bad_audio', kind: 'permanent' } })
    expect(await shop.counts()).toMatchObject({ ready: 0, delayed: 0, leased: 0 })
  })

  test('an engine that throws fails its job, not the worker', async () => {
    const shop = await workshop(() => {
      throw new Error('bug')
    })
    expect(await shop.run()).toBe('failed')
    expect(shop.job().errorHistory[0]).toMatchObject({ code: 'unexpected_error', kind: 'transient' })
  })

  test('a job at a vendor gives its slot back and is resumed with its checkpoint', async () => {
    const seen: JobContext['job'][] = []
    const shop = await workshop(({ job }) => {
      seen.push(job)
      const checkpoint = { externalId: 'vendor-1' }
      const parked: WorkOutcome = { status: 'parked', checkpoint, resumeAfterMs: 30_000 }
      return okAsync(job.checkpoint === null ? parked : done)
    })
    expect(await shop.run()).toBe('parked')
    expect(shop.job()).toMatchObject({ status: 'processing', phase: 'parked', attempt: 1 })
    expect(await shop.counts()).toMatchObject({ delayed: 1, leased: 0 })
    shop.clock.advance(30_000)
    expect(await shop.run()).toBe('done')
    expect(seen.map((job) => [job.epoch, job.checkpoint])).toEqual([
      [1, null],
      [2, { externalId: 'vendor-1' }],
    ])
  })

  test('a process that stops gives the job back without using an attempt', async () => {
    const stopping = new AbortController()
    const untilStopped: JobWork = ({ signal }) =>
      ResultAsync.fromSafePromise(
        new Promise((resolve) => signal.addEventListener('abort', resolve)),
      ).andThen(() => errAsync(transientError('aborted', 'Stopped.')))
    const shop = await workshop(untilStopped)
    const running = shop.run({ stopping: stopping.signal })
    await Bun.sleep(5)
    stopping.abort()
    expect(await running).toBe('given_back')
    expect(shop.job()).toMatchObject({ status: 'pending', attempt: 1, errorHistory: [], crashes: [] })
    expect(await shop.lease()).toBeDefined()
  })

  test('a lost claim: the work is told to stop and nothing is reported', async () => {
    let lose: AbortController | null = null
    const claims: ClaimKeeper = {
      keep: (_claim, _lease, lost) => {
        lose = lost
        return { check: () => {}, letGo: () => {} }
      },
    }
    const shop = await workshop(({ signal }) => {
      lose?.abort()
      return signal.aborted ? okAsync(done) : errAsync(permanentError('not_told', 'The work was not told.'))
    })
    expect(await shop.run({ claims })).toBe('stale')
    expect(shop.job()).toMatchObject({ status: 'processing', phase: 'running' })
  })

  test('a process that was stopped finds its claim lost before it says anything', async () => {
    const reports: string[] = []
    const recording = (reporter: JobReporter): JobReporter => ({
      ...reporter,
      complete: (claim) => {
        reports.push('complete')
        return reporter.complete(claim)
      },
    })
    const shop = await workshop(() => okAsync(done), recording)
    // No timer has run yet: only the look at the clock can tell.
    const claims: ClaimKeeper = {
      keep: (_claim, _lease, lost) => ({ check: () => lost.abort(), letGo: () => {} }),
    }
    expect(await shop.run({ claims })).toBe('stale')
    expect(reports).toEqual([])
  })

  test('a process that stops gives nothing back that it has lost', async () => {
    const reports: string[] = []
    const recording = (reporter: JobReporter): JobReporter => ({
      ...reporter,
      release: (claim) => {
        reports.push('release')
        return reporter.release(claim)
      },
    })
    const shop = await workshop(() => errAsync(transientError('aborted', 'Stopped.')), recording)
    const claims: ClaimKeeper = {
      keep: (_claim, _lease, lost) => ({ check: () => lost.abort(), letGo: () => {} }),
    }
    expect(await shop.run({ claims, stopping: AbortSignal.abort() })).toBe('stale')
    expect(reports).toEqual([])
  })

  test('a duplicate delivery is dropped', async () => {
    const shop = await workshop(() => okAsync(done))
    await shop.run()
    await shop.queue.enqueue([pendingJob({ id: 'job', runAt: shop.clock.now() })])
    expect(await shop.run()).toBe('dropped')
    expect(await shop.counts()).toMatchObject({ ready: 0, leased: 0 })
  })

  test('a result is reported until it is accepted, through an outage', async () => {
    let outages = 2
    const shop = await workshop(
      () => okAsync(done),
      (reporter) => ({
        ...reporter,
        complete: (claim) => {
          outages -= 1
          return outages >= 0 ? errAsync(transientError('down', 'Down.')) : reporter.complete(claim)
        },
      }),
    )
    const running = shop.run()
    for (let step = 0; step < 5; step += 1) {
      await Bun.sleep(1)
      shop.clock.advance(2_000)
    }
    expect(await running).toBe('done')
    expect(outages).toBe(-1)
  })

  test('a report that is refused for good is not repeated for ever', async () => {
    let reports = 0
    const shop = await workshop(
      () => okAsync(done),
      (reporter) => ({
        ...reporter,
        complete: () => {
          reports += 1
          return errAsync(permanentError('report_refused', 'Malformed.'))
        },
      }),
    )
    const running = shop.run()
    for (let step = 0; step < 30; step += 1) {
      await Bun.sleep(1)
      shop.clock.advance(2_000)
    }
    expect(await running).toBe('stale')
    expect(reports).toBe(20)
  })

  test('a database that is away at the start puts the id back', async () => {
    const shop = await workshop(
      () => okAsync(done),
      (reporter) => ({ ...reporter, start: () => errAsync(transientError('down', 'Down.')) }),
    )
    expect(await shop.run()).toBe('unavailable')
    expect(await shop.counts()).toMatchObject({ delayed: 1, leased: 0 })
    expect(shop.job().status).toBe('pending')
  })
})
