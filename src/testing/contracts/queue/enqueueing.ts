import { expect, test } from '../../runner.ts'
import { type Bench, LONG_MS, SHORT_MS } from './support.ts'

export function enqueueingSuite(bench: () => Bench): void {
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
      ownerId: 'a',
      priority: 0,
      runAt,
    }))
    await queue.enqueue(jobs)
    expect(await counts('tag')).toMatchObject({ ready: 5_000 })
    expect((await take(1_000, LONG_MS, 'tag')).length).toBe(1_000)
    expect(await counts('tag')).toMatchObject({ ready: 4_000, leased: 1_000 })
  })
}
