import { PRIORITY_WEIGHT_MS } from '../../../ports/queue-order.ts'
import { expect, test } from '../../runner.ts'
import { type Bench, LONG_MS, SHORT_MS } from './support.ts'

export function orderingSuite(bench: () => Bench): void {
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
    await queue.enqueue(
      all.toReversed().map((id) => ({ id, type: 'transcribe', ownerId: 'a', priority: 0, runAt })),
    )
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

  test('lets an id that waits go earlier or later when it is told another priority', async () => {
    const { add, take, ids, nextId, under } = bench()
    const [first, second, third, coming, later] = [nextId(), nextId(), nextId(), nextId(), nextId()]
    for (const [place, id] of [first, second, third].entries()) await add(id, { dueAgoMs: 3_000 - place })
    await add(third, { priority: 9 })
    await add(first, { priority: 1 })
    await add(first, { priority: 0 })
    await add(second, { priority: 4 })
    expect(ids(await take(3))).toEqual([third, second, first])
    await add(coming, { dueAgoMs: -SHORT_MS, priority: 5 })
    await add(later, { dueAgoMs: -SHORT_MS, priority: 3 })
    await add(later, { dueAgoMs: -SHORT_MS, priority: 9 })
    await under.advance(SHORT_MS)
    expect(ids(await take(3))).toEqual([later, coming])
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
