import { expect, test } from '../../runner.ts'
import { type Bench, LONG_MS, SHORT_MS, WAIT_MS } from './support.ts'

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

  test('hands out nothing that a throttled provider is needed for, until that is over; what is leased goes on', async () => {
    const { queue, add, take, ids, nextId, under } = bench()
    const [summary, tags, vectors, leased] = [nextId(), nextId(), nextId(), nextId()]
    await add(leased, { type: 'tag' })
    const leases = await take(1, LONG_MS, 'tag')
    await queue.throttle('llm', SHORT_MS)
    await add(summary, { type: 'summarize' })
    await add(tags, { type: 'tag' })
    await add(vectors, { type: 'embed' })
    expect([await take(5, LONG_MS, 'summarize'), await take(5, LONG_MS, 'tag')]).toEqual([[], []])
    expect(ids(await take(5, LONG_MS, 'embed'))).toEqual([vectors])
    expect((await queue.renew(leases, LONG_MS))._unsafeUnwrap()).toEqual([])
    await queue.ack(leases)
    await under.advance(SHORT_MS)
    expect(ids(await take(5, LONG_MS, 'summarize'))).toEqual([summary])
    expect(ids(await take(5, LONG_MS, 'tag'))).toEqual([tags])
  })

  test('of several pauses of a provider the longest counts', async () => {
    const { queue, add, take, nextId, under } = bench()
    await add(nextId())
    await queue.throttle('transcriber', SHORT_MS)
    await queue.throttle('transcriber', LONG_MS)
    await queue.throttle('transcriber', SHORT_MS)
    await under.advance(SHORT_MS)
    expect(await take()).toEqual([])
  })

  test('wakes one who waits when a provider may be asked again', async () => {
    const { queue, add, ids, nextId, under } = bench()
    await queue.throttle('transcriber', SHORT_MS)
    const id = nextId()
    const waiting = queue.lease('transcribe', 1, { waitMs: WAIT_MS, leaseMs: LONG_MS })
    await add(id)
    await under.advance(0)
    await under.advance(SHORT_MS)
    expect(ids((await waiting)._unsafeUnwrap())).toEqual([id])
  })

  test('lets the caller give up while its provider is throttled', async () => {
    const { queue, nextId, add, under } = bench()
    await queue.throttle('transcriber', LONG_MS)
    await add(nextId())
    const abort = new AbortController()
    const options = { waitMs: LONG_MS, leaseMs: LONG_MS, signal: abort.signal }
    const waiting = queue.lease('transcribe', 1, options)
    await under.advance(0)
    abort.abort()
    expect((await waiting)._unsafeUnwrap()).toEqual([])
  })
}
