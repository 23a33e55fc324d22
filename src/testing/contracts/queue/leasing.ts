import { expect, test } from '../../runner.ts'
import { type Bench, LONG_MS, SHORT_MS } from './support.ts'

export function leasingSuite(bench: () => Bench): void {
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

  test('gives released ids another priority where one is named', async () => {
    const { queue, add, take, ids, nextId, under } = bench()
    const [plain, raised, later] = [nextId(), nextId(), nextId()]
    for (const id of [plain, raised, later]) await add(id)
    const leases = await take(3)
    await queue.release(leases.slice(0, 1), 0)
    await queue.release(leases.slice(1, 2), 0, 9)
    await queue.release(leases.slice(2), SHORT_MS, 9)
    expect(ids(await take(1))).toEqual([raised])
    await under.advance(SHORT_MS)
    expect(ids(await take(5))).toEqual([later, plain])
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
