import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { addBookWithJobs, addJob, at, type Current, claim, complete, find, MINUTE_MS } from './support.ts'

export function endingSuite(current: Current): void {
  test('completing opens the gates of dependents, each when its last one completed', async () => {
    const { jobs } = current()
    const { ids } = await addBookWithJobs(current(), [
      {},
      {},
      { type: 'tag', gate: [0], priority: 4 },
      { type: 'summarize', gate: [0, 1] },
    ])
    const first = await expectOk(jobs.complete(await claim(current(), at(ids, 0))))
    expect(first).toMatchObject({
      outcome: 'accepted',
      job: { id: at(ids, 0), status: 'completed', progress: 1 },
      opened: [{ id: at(ids, 2), type: 'tag', priority: 4 }],
    })
    expect((await find(current(), at(ids, 3))).gate).toEqual([at(ids, 1)])
    const second = await expectOk(jobs.complete(await claim(current(), at(ids, 1))))
    expect(second).toMatchObject({ opened: [{ id: at(ids, 3), type: 'summarize' }] })
    await claim(current(), at(ids, 3))
  })

  test('a book is completed with its last job', async () => {
    const { audiobook, ids } = await addBookWithJobs(current(), [{}, { type: 'embed', gate: [0] }])
    await complete(current(), at(ids, 0))
    expect(await current().bookState(audiobook.id)).toMatchObject({ status: 'processing', completedAt: null })
    await complete(current(), at(ids, 1))
    const done = await current().bookState(audiobook.id)
    expect(done).toMatchObject({ status: 'completed', statusReason: null })
    expect(done.completedAt).toBeInstanceOf(Date)
  })

  test('a report under an old claim is stale and changes nothing', async () => {
    const { jobs } = current()
    const old = await claim(current(), await addJob(current()))
    await expectOk(jobs.release(old))
    const held = await claim(current(), old.id)
    expect(held.epoch).toBe(old.epoch + 1)
    const failure = { kind: 'permanent', code: 'broken', message: 'broken' } as const
    expect(await expectOk(jobs.complete(old))).toEqual({ outcome: 'stale' })
    expect(await expectOk(jobs.fail(old, failure, 0))).toEqual({ outcome: 'stale' })
    expect(await expectOk(jobs.park(old, MINUTE_MS))).toEqual({ outcome: 'stale' })
    expect(await expectOk(jobs.complete({ ...old, epoch: 99 }))).toEqual({ outcome: 'stale' })
    expect(await find(current(), old.id)).toMatchObject({ status: 'processing', epoch: held.epoch })
  })

  test('a completion under an old claim opens no gate', async () => {
    const { jobs } = current()
    const { ids } = await addBookWithJobs(current(), [{}, { type: 'tag', gate: [0] }])
    const old = await claim(current(), at(ids, 0))
    await expectOk(jobs.release(old))
    await claim(current(), old.id)
    expect(await expectOk(jobs.complete(old))).toEqual({ outcome: 'stale' })
    expect((await find(current(), at(ids, 1))).gate).toEqual([old.id])
  })

  test('repeating an accepted report is told apart from a stale one', async () => {
    const { jobs } = current()
    const failure = { kind: 'throttled', code: 'slow', message: 'slow', retryAfterMs: 1000 } as const
    let held = await claim(current(), await addJob(current()))
    const reports = [
      () => jobs.release(held),
      () => jobs.park(held, 1000),
      () => jobs.fail(held, failure, 0),
      () => jobs.complete(held),
    ]
    for (const [index, report] of reports.entries()) {
      expect((await expectOk(report())).outcome).toBe('accepted')
      const settled = await find(current(), held.id)
      expect(await expectOk(report())).toEqual({ outcome: 'repeated' })
      expect(await find(current(), held.id)).toEqual(settled)
      const others = reports.filter((_, other) => other !== index)
      for (const other of others) expect(await expectOk(other())).toEqual({ outcome: 'stale' })
      await current().elapse(2000)
      if (settled.status !== 'completed') held = await claim(current(), held.id)
    }
  })

  test('a parked job holds no lease, is processing, and goes on under a new claim without using an attempt', async () => {
    const { jobs } = current()
    const held = await claim(current(), await addJob(current()))
    await expectOk(jobs.saveCheckpoint(held, { externalId: 'abc' }))
    const parked = await expectOk(jobs.park(held, 10 * MINUTE_MS))
    expect(parked).toMatchObject({ job: { status: 'processing', phase: 'parked' }, opened: [] })
    expect(await expectOk(jobs.renew([held], MINUTE_MS))).toHaveLength(1)
    expect(await expectOk(jobs.saveProgress(held, 1))).toBe(false)
    expect(await expectOk(jobs.claim(held.id, 'worker', MINUTE_MS))).toBeNull()
    await current().elapse(10 * MINUTE_MS)
    expect(await expectOk(jobs.sweepExpiredLeases(10))).toEqual({ returned: [], poisoned: [] })
    const resumed = await claim(current(), held.id)
    expect(resumed).toMatchObject({ epoch: 2, attempt: 1, checkpoint: { externalId: 'abc' } })
    expect(resumed.startedAt).toEqual(held.startedAt)
  })

  test('a released job is due at once and has used no attempt', async () => {
    const held = await claim(current(), await addJob(current()))
    const released = await expectOk(current().jobs.release(held))
    expect(released).toMatchObject({ job: { status: 'pending', attempt: 1, crashes: [] }, opened: [] })
    expect(await claim(current(), held.id)).toMatchObject({ epoch: 2, attempt: 1 })
  })

  test('what was removed while a worker had it is stale', async () => {
    const { jobs } = current()
    const book = await addBookWithJobs(current(), [{}])
    const held = await claim(current(), at(book.ids, 0))
    await current().removeBook(book)
    const failure = { kind: 'permanent', code: 'broken', message: 'broken' } as const
    expect(await expectOk(jobs.complete(held))).toEqual({ outcome: 'stale' })
    expect(await expectOk(jobs.fail(held, failure, 0))).toEqual({ outcome: 'stale' })
    expect(await expectOk(jobs.park(held, 1000))).toEqual({ outcome: 'stale' })
    expect(await expectOk(jobs.release(held))).toEqual({ outcome: 'stale' })
    expect(await expectOk(jobs.renew([held], 1000))).toEqual([held])
    expect(await expectOk(jobs.saveProgress(held, 1))).toBe(false)
    expect(await expectOk(jobs.saveCheckpoint(held, 1))).toBe(false)
    expect(await expectOk(jobs.sweepExpiredLeases(10))).toEqual({ returned: [], poisoned: [] })
  })
}
