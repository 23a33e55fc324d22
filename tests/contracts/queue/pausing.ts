import { expect, test } from 'bun:test'
import { type Bench, LONG_MS, WAIT_MS } from './support.ts'

export function pausingSuite(bench: () => Bench): void {
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
