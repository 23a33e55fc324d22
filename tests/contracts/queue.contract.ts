import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createSequentialIds } from '../../src/adapters/memory/ids.ts'
import type { JobType } from '../../src/domain/job/job.ts'
import type { Queue, QueueLease } from '../../src/ports/queue.ts'
import { PRIORITY_WEIGHT_MS } from '../../src/ports/queue-order.ts'
import { queueOperationsTest } from './queue-operations.ts'

export interface QueueUnderTest {
  readonly queue: Queue
  /** The time by which the queue decides. */
  now(): Promise<Date>
  /** Lets at least so much time pass: on a manual clock at once, on a real server by waiting. */
  advance(durationMs: number): Promise<void>
  close(): Promise<void>
}

export interface QueueContract {
  readonly name: string
  /** An empty queue; several may exist at once and do not see each other. */
  readonly create: () => Promise<QueueUnderTest>
  readonly capabilities: {
    /** Time stands still between calls of `advance`, so that random operations can be checked to the millisecond. */
    readonly manualTime: boolean
  }
}

/** Longer than any test takes. */
const LONG_MS = 600_000
/** Short enough to be waited for. */
const SHORT_MS = 500
/** Every wait below ends early, because something wakes it; so its length says only how a failure looks. */
const WAIT_MS = 4_000

interface Bench {
  readonly under: QueueUnderTest
  readonly queue: Queue
  nextId(): string
  /** Due so long ago, or in future when negative. */
  add(id: string, options?: { type?: JobType; priority?: number; dueAgoMs?: number }): Promise<void>
  take(count?: number, leaseMs?: number, type?: JobType): Promise<readonly QueueLease[]>
  ids(leases: readonly QueueLease[]): string[]
  counts(type?: JobType): Promise<{ ready: number; delayed: number; leased: number; paused: boolean }>
}

async function setUp(contract: QueueContract): Promise<Bench> {
  const under = await contract.create()
  const { queue } = under
  const ids = createSequentialIds()
  return {
    under,
    queue,
    nextId: () => ids.next(),
    add: async (id, { type = 'transcribe', priority = 0, dueAgoMs = 0 } = {}) => {
      const runAt = new Date((await under.now()).getTime() - dueAgoMs)
      ;(await queue.enqueue([{ id, type, priority, runAt }]))._unsafeUnwrap()
    },
    take: async (count = 1, leaseMs = LONG_MS, type = 'transcribe') =>
      (await queue.lease(type, count, { waitMs: 0, leaseMs }))._unsafeUnwrap(),
    ids: (leases) => leases.map((lease) => lease.jobId),
    counts: async (type = 'transcribe') => (await queue.counts())._unsafeUnwrap()[type],
  }
}

/** What every `Queue` does. */
export function queueContract(contract: QueueContract): void {
  describe(`queue contract: ${contract.name}`, () => {
    let bench: Bench
    beforeEach(async () => {
      bench = await setUp(contract)
    })
    afterEach(() => bench.under.close())

    orderTests(() => bench)
    enqueueTests(() => bench)
    leaseTests(() => bench)
    wakeTests(() => bench)
    pauseTests(() => bench)
    queueOperationsTest(contract)
  })
}

function orderTests(bench: () => Bench): void {
  test('hands out what fell due first', async () => {
    const { add, take, ids, nextId } = bench()
    const [late, early, middle] = [nextId(), nextId(), nextId()]
    await add(late, { dueAgoMs: 1_000 })
    await add(early, { dueAgoMs: 3_000 })
    await add(middle, { dueAgoMs: 2_000 })
    expect(ids(await take(2))).toEqual([early, middle])
    expect(ids(await take(2))).toEqual([late])
  })

  test('hands out ids that fell due together in the order of their creation', async () => {
    const { queue, under, take, ids, nextId } = bench()
    const all = Array.from({ length: 50 }, nextId)
    const runAt = await under.now()
    await queue.enqueue(all.toReversed().map((id) => ({ id, type: 'transcribe', priority: 0, runAt })))
    expect(ids(await take(50))).toEqual(all)
  })

  test('lets a higher priority go first, but not for ever: who waits gains rank', async () => {
    const { add, take, ids, nextId } = bench()
    const [old, urgent, older] = [nextId(), nextId(), nextId()]
    await add(old, { dueAgoMs: 3 * PRIORITY_WEIGHT_MS - 5_000 })
    await add(urgent, { priority: 3 })
    await add(older, { dueAgoMs: 3 * PRIORITY_WEIGHT_MS + 5_000 })
    expect(ids(await take(3))).toEqual([older, urgent, old])
  })

  test('keeps types apart', async () => {
    const { add, take, ids, nextId, counts } = bench()
    const id = nextId()
    await add(id, { type: 'embed' })
    expect(await take(5)).toEqual([])
    expect(await counts('embed')).toEqual({ ready: 1, delayed: 0, leased: 0, paused: false })
    const leases = await take(5, LONG_MS, 'embed')
    expect(ids(leases)).toEqual([id])
    expect(leases[0]?.type).toBe('embed')
  })
}

function enqueueTests(bench: () => Bench): void {
  test('is idempotent: an id that waits waits once, one that is leased stays leased', async () => {
    const { add, take, ids, nextId, counts } = bench()
    const id = nextId()
    await add(id)
    await add(id)
    expect(await counts()).toEqual({ ready: 1, delayed: 0, leased: 0, paused: false })
    expect(ids(await take(5))).toEqual([id])
    await add(id)
    expect(await counts()).toEqual({ ready: 0, delayed: 0, leased: 1, paused: false })
    expect(await take(5)).toEqual([])
  })

  test('keeps the earlier of two due times', async () => {
    const { add, take, ids, nextId, counts } = bench()
    const [sooner, notLater] = [nextId(), nextId()]
    await add(sooner, { dueAgoMs: -LONG_MS })
    await add(notLater)
    expect(await counts()).toMatchObject({ ready: 1, delayed: 1 })
    await add(notLater, { dueAgoMs: -LONG_MS })
    await add(sooner, { dueAgoMs: 1_000 })
    expect(await counts()).toMatchObject({ ready: 2, delayed: 0 })
    expect(ids(await take(5))).toEqual([sooner, notLater])
  })

  test('keeps the earlier of two due times that are both to come, or both gone', async () => {
    const { add, take, ids, nextId, under } = bench()
    const [coming, early, middle] = [nextId(), nextId(), nextId()]
    await add(coming, { dueAgoMs: -SHORT_MS })
    await add(coming, { dueAgoMs: -LONG_MS })
    await add(early, { dueAgoMs: 3_000 })
    await add(middle, { dueAgoMs: 2_000 })
    await add(early, { dueAgoMs: 1_000 })
    expect(ids(await take(5))).toEqual([early, middle])
    await under.advance(SHORT_MS)
    expect(ids(await take(5))).toEqual([coming])
  })

  test('holds back what is not due yet', async () => {
    const { add, take, ids, nextId, counts, under } = bench()
    const [soon, later] = [nextId(), nextId()]
    await add(soon, { dueAgoMs: -SHORT_MS })
    await add(later, { dueAgoMs: -LONG_MS })
    expect(await take(5)).toEqual([])
    expect(await counts()).toEqual({ ready: 0, delayed: 2, leased: 0, paused: false })
    await under.advance(SHORT_MS)
    expect(ids(await take(5))).toEqual([soon])
    expect(await counts()).toEqual({ ready: 0, delayed: 1, leased: 1, paused: false })
  })

  test('takes nothing, and thousands at once', async () => {
    const { queue, under, nextId, counts, take } = bench()
    expect((await queue.enqueue([])).isOk()).toBe(true)
    const runAt = await under.now()
    const jobs = Array.from({ length: 5_000 }, () => ({
      id: nextId(),
      type: 'tag' as const,
      priority: 0,
      runAt,
    }))
    await queue.enqueue(jobs)
    expect(await counts('tag')).toMatchObject({ ready: 5_000 })
    expect((await take(1_000, LONG_MS, 'tag')).length).toBe(1_000)
    expect(await counts('tag')).toMatchObject({ ready: 4_000, leased: 1_000 })
  })
}

function leaseTests(bench: () => Bench): void {
  test('never hands an id to two at once', async () => {
    const { queue, add, nextId } = bench()
    for (let count = 0; count < 20; count += 1) await add(nextId())
    const options = { waitMs: 0, leaseMs: LONG_MS }
    const takers = Array.from({ length: 8 }, () => queue.lease('transcribe', 5, options))
    const leases = (await Promise.all(takers)).flatMap((result) => [...result._unsafeUnwrap()])
    expect(leases.length).toBe(20)
    expect(new Set(leases.map((lease) => lease.jobId)).size).toBe(20)
    expect(new Set(leases.map((lease) => `${lease.jobId} ${lease.token}`)).size).toBe(20)
  })

  test('forgets what is acked, once and for all', async () => {
    const { queue, add, take, nextId, counts, under } = bench()
    await add(nextId())
    const leases = await take(1, SHORT_MS)
    expect((await queue.ack(leases)).isOk()).toBe(true)
    expect((await queue.ack(leases)).isOk()).toBe(true)
    await under.advance(SHORT_MS * 2)
    expect(await counts()).toEqual({ ready: 0, delayed: 0, leased: 0, paused: false })
  })

  test('returns an id whose lease ended, and the old lease has no power over it', async () => {
    const { queue, add, take, ids, nextId, counts, under } = bench()
    const id = nextId()
    await add(id)
    const old = await take(1, SHORT_MS)
    await under.advance(SHORT_MS)
    expect(await counts()).toMatchObject({ ready: 1, leased: 0 })
    expect((await queue.renew(old, LONG_MS))._unsafeUnwrap()).toEqual([id])
    const current = await take()
    expect(ids(current)).toEqual([id])
    expect(current[0]?.token).not.toBe(old[0]?.token)
    await queue.ack(old)
    await queue.release(old, 0)
    expect((await queue.renew(old, SHORT_MS))._unsafeUnwrap()).toEqual([id])
    expect(await counts()).toMatchObject({ ready: 0, leased: 1 })
    expect((await queue.renew(current, LONG_MS))._unsafeUnwrap()).toEqual([])
    await queue.ack(current)
    expect(await counts()).toMatchObject({ ready: 0, leased: 0 })
  })

  test('prolongs what is renewed', async () => {
    const { queue, add, take, nextId, counts, under } = bench()
    await add(nextId())
    const leases = await take(1, SHORT_MS * 5)
    expect((await queue.renew(leases, LONG_MS))._unsafeUnwrap()).toEqual([])
    await under.advance(SHORT_MS * 5)
    expect(await counts()).toMatchObject({ ready: 0, leased: 1 })
  })

  test('gives released ids out again, after the delay', async () => {
    const { queue, add, take, ids, nextId, counts, under } = bench()
    const [first, second] = [nextId(), nextId()]
    await add(first, { dueAgoMs: 1_000 })
    await add(second)
    const leases = await take(2)
    await queue.release(leases.slice(0, 1), 0)
    await queue.release(leases.slice(1), SHORT_MS)
    await queue.release(leases, LONG_MS)
    expect(await counts()).toEqual({ ready: 1, delayed: 1, leased: 0, paused: false })
    expect(ids(await take(5))).toEqual([first])
    await under.advance(SHORT_MS)
    expect(ids(await take(5))).toEqual([second])
  })

  test('drops ids wherever they are', async () => {
    const { queue, add, take, nextId, counts } = bench()
    const [leased, ready, delayed] = [nextId(), nextId(), nextId()]
    await add(leased)
    const leases = await take()
    await add(ready)
    await add(delayed, { dueAgoMs: -LONG_MS })
    const type = 'transcribe'
    await queue.drop([leased, ready, delayed, nextId()].map((id) => ({ id, type })))
    expect(await counts()).toEqual({ ready: 0, delayed: 0, leased: 0, paused: false })
    expect((await queue.renew(leases, LONG_MS))._unsafeUnwrap()).toEqual([leased])
    await add(leased)
    await queue.ack(leases)
    expect(await counts()).toMatchObject({ ready: 1 })
  })
}

function wakeTests(bench: () => Bench): void {
  const waitFor = ({ queue }: Bench, signal?: AbortSignal) =>
    queue.lease('transcribe', 1, { waitMs: WAIT_MS, leaseMs: LONG_MS, ...(signal && { signal }) })

  test('wakes one who waits when an id arrives', async () => {
    const { add, ids, nextId } = bench()
    const waiting = waitFor(bench())
    const id = nextId()
    await add(id)
    expect(ids((await waiting)._unsafeUnwrap())).toEqual([id])
  })

  test('wakes one who waits when an id is given back', async () => {
    const { queue, add, take, ids, nextId } = bench()
    const id = nextId()
    await add(id)
    const leases = await take()
    const waiting = waitFor(bench())
    await queue.release(leases, 0)
    expect(ids((await waiting)._unsafeUnwrap())).toEqual([id])
  })

  test('wakes one who waits when a delayed id falls due', async () => {
    const { add, ids, nextId, under } = bench()
    const id = nextId()
    const waiting = waitFor(bench())
    await add(id, { dueAgoMs: -SHORT_MS })
    await under.advance(SHORT_MS)
    expect(ids((await waiting)._unsafeUnwrap())).toEqual([id])
  })

  test('wakes one who waits when a lease ends that began while it waited', async () => {
    const { queue, add, ids, nextId, under } = bench()
    const options = { waitMs: WAIT_MS, leaseMs: SHORT_MS }
    const waiting = [queue.lease('transcribe', 1, options), queue.lease('transcribe', 1, options)]
    const id = nextId()
    await add(id)
    await under.advance(0)
    await under.advance(SHORT_MS)
    const leases = (await Promise.all(waiting)).flatMap((result) => [...result._unsafeUnwrap()])
    expect(ids(leases)).toEqual([id, id])
    expect(leases[0]?.token).not.toBe(leases[1]?.token)
  })

  test('answers nothing when nothing comes', async () => {
    const { queue, under } = bench()
    const waiting = queue.lease('transcribe', 1, { waitMs: SHORT_MS, leaseMs: LONG_MS })
    await under.advance(SHORT_MS)
    expect((await waiting)._unsafeUnwrap()).toEqual([])
  })

  test('lets the caller give up; what arrives afterwards is not lost', async () => {
    const { add, take, ids, nextId } = bench()
    const abort = new AbortController()
    const waiting = waitFor(bench(), abort.signal)
    abort.abort()
    expect((await waiting)._unsafeUnwrap()).toEqual([])
    expect((await waitFor(bench(), AbortSignal.abort()))._unsafeUnwrap()).toEqual([])
    const id = nextId()
    await add(id)
    expect((await waitFor(bench(), AbortSignal.abort()))._unsafeUnwrap()).toEqual([])
    expect(ids(await take())).toEqual([id])
  })
}

function pauseTests(bench: () => Bench): void {
  test('hands out nothing while paused; what is leased goes on', async () => {
    const { queue, add, take, ids, nextId, counts } = bench()
    const [leased, ready] = [nextId(), nextId()]
    await add(leased)
    const leases = await take()
    await queue.setPaused('transcribe', true)
    await add(ready)
    expect(await take(5)).toEqual([])
    expect(await counts()).toEqual({ ready: 1, delayed: 0, leased: 1, paused: true })
    expect(await counts('tag')).toMatchObject({ paused: false })
    expect((await queue.renew(leases, LONG_MS))._unsafeUnwrap()).toEqual([])
    await queue.ack(leases)
    await queue.setPaused('transcribe', false)
    expect(ids(await take(5))).toEqual([ready])
  })

  test('wakes one who waits when the pause ends', async () => {
    const { queue, add, ids, nextId } = bench()
    await queue.setPaused('transcribe', true)
    const id = nextId()
    await add(id)
    const waiting = queue.lease('transcribe', 1, { waitMs: WAIT_MS, leaseMs: LONG_MS })
    await queue.setPaused('transcribe', false)
    expect(ids((await waiting)._unsafeUnwrap())).toEqual([id])
  })
}
