import { expect, test } from '../../runner.ts'
import { type Bench, LONG_MS, SHORT_MS, WAIT_MS } from './support.ts'

export function wakingSuite(bench: () => Bench): void {
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
