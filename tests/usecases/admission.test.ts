import { describe, expect, test } from 'bun:test'
import { errAsync } from 'neverthrow'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { createMemoryProviderPlaces } from '../../src/adapters/memory/provider-places.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { createMemoryRateLimiter } from '../../src/adapters/memory/rate-limiter.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { transientError } from '../../src/ports/port-error.ts'
import type { ProviderPlaces } from '../../src/ports/provider-places.ts'
import type { QueueLease } from '../../src/ports/queue.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { createAdmission, type ProviderLimits } from '../../src/usecases/admission.ts'
import { createProviderGate } from '../../src/usecases/provider-gate.ts'
import type { RunJobInput, RunJobOutcome } from '../../src/usecases/run-job.ts'

const LONG_MS = 3 * 60 * 60 * 1000
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Jobs that end when they are told how, in two workers on one clock, with the limits of the transcriber. */
function setUp(limits: ProviderLimits, given?: ProviderPlaces) {
  const clock = createManualClock()
  const queue = createMemoryQueue({ clock })
  const places = given ?? createMemoryProviderPlaces({ clock })
  const limiter = createMemoryRateLimiter({ clock })
  const ends = new Map<string, (outcome: RunJobOutcome) => void>()
  const run = (input: RunJobInput) =>
    new Promise<RunJobOutcome>((resolve) => void ends.set(input.lease.jobId, resolve))
  const worker = () => {
    const providers = createProviderGate({ clock, queue, logger: silentLogger })
    const deps = { places, limiter, providers, queue, clock, random: () => 0, logger: silentLogger }
    return { providers, runJob: createAdmission({ ...deps, limits: { transcriber: limits } })(run) }
  }
  const lease = async (jobId: string, type: QueueLease['type'] = 'transcribe') => {
    const runAt = clock.now()
    await expectOk(queue.enqueue([{ id: jobId, type, ownerId: 'a', priority: 0, runAt }]))
    const [leased] = await expectOk(queue.lease(type, 1, { waitMs: 0, leaseMs: LONG_MS }))
    if (leased === undefined) throw new Error('nothing to lease')
    return leased
  }
  const start = async ({ runJob }: ReturnType<typeof worker>, leased: QueueLease) => {
    const input = { lease: leased, workerId: 'w', stopping: new AbortController().signal }
    const outcome = runJob({ ...input, claims: undefined as never, onTelling: (told) => void told })
    await settle()
    return outcome
  }
  return {
    ...{ clock, queue, lease, worker },
    /** Whether it runs now, or what it was told. */
    async begin(by: ReturnType<typeof worker>, leased: QueueLease): Promise<RunJobOutcome | 'runs'> {
      return Promise.race([
        start(by, leased),
        settle()
          .then(settle)
          .then((): 'runs' => 'runs'),
      ])
    },
    async end(jobId: string, outcome: RunJobOutcome) {
      ends.get(jobId)?.(outcome)
      await settle()
    },
    counts: async () => (await expectOk(queue.counts())).transcribe,
  }
}

describe('places at a provider', () => {
  test('a job that finds none goes back unclaimed, and its worker takes no other for a moment', async () => {
    const world = setUp({ maxInFlight: 1 })
    const [one, other] = [world.worker(), world.worker()]
    expect(await world.begin(one, await world.lease('a'))).toBe('runs')
    expect(await world.begin(other, await world.lease('b'))).toBe('held_back')
    expect(await world.counts()).toMatchObject({ ready: 0, delayed: 1, leased: 1 })
    expect([one.providers.remainingMs('transcribe'), other.providers.remainingMs('transcribe')]).toEqual([
      0, 1_000,
    ])
    world.clock.advance(1_000)
    const [again] = await expectOk(world.queue.lease('transcribe', 1, { waitMs: 0, leaseMs: LONG_MS }))
    await world.end('a', 'done')
    expect(await world.begin(other, again as QueueLease)).toBe('runs')
  })

  test('other providers are not limited', async () => {
    const world = setUp({ maxInFlight: 1 })
    const worker = world.worker()
    for (const id of ['a', 'b', 'c'])
      expect(await world.begin(worker, await world.lease(id, 'embed'))).toBe('runs')
  })

  test('a parked job keeps its place, and goes on in it', async () => {
    const world = setUp({ maxInFlight: 1 })
    const worker = world.worker()
    const parked = await world.lease('a')
    expect(await world.begin(worker, parked)).toBe('runs')
    await world.end('a', 'parked')
    world.clock.advance(60 * 60 * 1000)
    expect(await world.begin(worker, await world.lease('b'))).toBe('held_back')
    expect(await world.begin(worker, parked)).toBe('runs')
    await world.end('a', 'done')
    expect(await world.begin(worker, await world.lease('c'))).toBe('runs')
  })

  test('a long job keeps its place; one whose worker is lost frees it within a minute', async () => {
    const world = setUp({ maxInFlight: 1 })
    const worker = world.worker()
    expect(await world.begin(worker, await world.lease('a'))).toBe('runs')
    for (let minutes = 0; minutes < 10; minutes += 0.25) {
      world.clock.advance(15_000)
      await settle()
    }
    expect(await world.begin(worker, await world.lease('b'))).toBe('held_back')
    await world.end('a', 'stale')
    world.clock.advance(60_000)
    expect(await world.begin(worker, await world.lease('c'))).toBe('runs')
  })

  test('whoever can not be asked limits nothing', async () => {
    const away = () => errAsync(transientError('redis_unavailable', 'away'))
    const world = setUp({ maxInFlight: 1 }, { take: away, leave: away })
    const worker = world.worker()
    for (const id of ['a', 'b']) expect(await world.begin(worker, await world.lease(id))).toBe('runs')
  })
})

test('no more jobs begin in a minute than may', async () => {
  const world = setUp({ runsPerMinute: 2 })
  const [one, other] = [world.worker(), world.worker()]
  expect(await world.begin(one, await world.lease('a'))).toBe('runs')
  expect(await world.begin(other, await world.lease('b'))).toBe('runs')
  expect(await world.begin(one, await world.lease('c'))).toBe('held_back')
  const waitMs = one.providers.remainingMs('transcribe')
  expect([waitMs > 50_000, waitMs <= 61_000]).toEqual([true, true])
  world.clock.advance(waitMs)
  const [again] = await expectOk(world.queue.lease('transcribe', 1, { waitMs: 0, leaseMs: LONG_MS }))
  expect(await world.begin(one, again as QueueLease)).toBe('runs')
})
