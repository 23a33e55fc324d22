import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { addBookWithJobs, addJob, at, type Current, claim, find, LEASE_MS, MINUTE_MS } from './support.ts'

export function claimingSuite(current: Current): void {
  test('a due job is claimed: running, epoch + 1, leased', async () => {
    const { jobs } = current()
    const jobId = await addJob(current())
    const job = await expectOk(jobs.claim(jobId, 'worker-1', LEASE_MS))
    expect(job).toMatchObject({ id: jobId, phase: 'running', epoch: 1, attempt: 1, workerId: 'worker-1' })
    expect(job?.leaseUntil.getTime()).toBeGreaterThanOrEqual(current().now().getTime() + LEASE_MS)
    expect(job?.startedAt).toBeInstanceOf(Date)
    expect(await expectOk(jobs.find(jobId))).toEqual(job)
  })

  test('a job is not to be had while it is leased, gated, not due, over or unknown', async () => {
    const { jobs } = current()
    const { ids } = await addBookWithJobs(current(), [{}, { gate: [0] }])
    const running = await claim(current(), at(ids, 0))
    const refused = async (jobId: string) =>
      expect(await expectOk(jobs.claim(jobId, 'other', LEASE_MS))).toBeNull()
    await refused(at(ids, 0))
    await refused(at(ids, 1))
    await expectOk(jobs.fail(running, { kind: 'transient', code: 'busy', message: 'busy' }, 0))
    await refused(at(ids, 0))
    await current().elapse(MINUTE_MS)
    await expectOk(jobs.complete(await claim(current(), at(ids, 0))))
    await refused(at(ids, 0))
    await refused(uuidV7Ids.next())
    expect(await expectOk(jobs.find(uuidV7Ids.next()))).toBeNull()
  })

  test('renewing prolongs what still holds and names what does not', async () => {
    const { jobs } = current()
    const [held, lost] = [
      await claim(current(), await addJob(current())),
      await claim(current(), await addJob(current())),
    ]
    await expectOk(jobs.release(lost))
    const stale = { jobId: held.id, epoch: held.epoch + 1 }
    const gone = { jobId: uuidV7Ids.next(), epoch: 1 }
    const claims = [held, lost, stale, gone].map(({ jobId, epoch }) => ({ jobId, epoch }))
    const answer = await expectOk(jobs.renew(claims, LEASE_MS * 10))
    expect(answer).toEqual(claims.slice(1))
    const renewed = await find(current(), held.id)
    expect('leaseUntil' in renewed && renewed.leaseUntil > held.leaseUntil).toBe(true)
    expect(await expectOk(jobs.renew([], LEASE_MS))).toEqual([])
  })

  test('a lease that ended is still its holder’s until a sweep took it', async () => {
    const { jobs } = current()
    const held = await claim(current(), await addJob(current()))
    await current().elapse(LEASE_MS * 2)
    expect(await expectOk(jobs.claim(held.id, 'other', LEASE_MS))).toBeNull()
    expect(await expectOk(jobs.renew([held], LEASE_MS))).toEqual([])
    expect(await expectOk(jobs.sweepExpiredLeases(10))).toEqual({ returned: [], poisoned: [] })
  })

  test('an old claim renews nothing', async () => {
    const { jobs } = current()
    const old = await claim(current(), await addJob(current()))
    await expectOk(jobs.release(old))
    await claim(current(), old.id)
    const held = await find(current(), old.id)
    const stale = { jobId: old.id, epoch: old.epoch }
    expect(await expectOk(jobs.renew([stale], 10 * LEASE_MS))).toEqual([stale])
    expect(await find(current(), old.id)).toEqual(held)
  })

  test('progress rises only, and only under the claim', async () => {
    const { jobs } = current()
    const held = await claim(current(), await addJob(current()))
    for (const [fraction, expected] of [
      [0.5, 0.5],
      [0.2, 0.5],
      [7, 1],
      [Number.NaN, 1],
    ] as const) {
      expect(await expectOk(jobs.saveProgress(held, fraction))).toBe(true)
      expect((await find(current(), held.id)).progress).toBe(expected)
    }
    expect(await expectOk(jobs.saveProgress({ ...held, epoch: 0 }, 0.9))).toBe(false)
  })

  test('a checkpoint of any shape survives the next claim', async () => {
    const { jobs } = current()
    let held = await claim(current(), await addJob(current()))
    const checkpoints = [
      'text',
      3,
      false,
      [1, null],
      { externalId: 'x "y" \\u0000', parts: ['é', '\\'] },
      null,
    ]
    for (const checkpoint of checkpoints) {
      expect(await expectOk(jobs.saveCheckpoint(held, checkpoint))).toBe(true)
      await expectOk(jobs.release(held))
      held = await claim(current(), held.id)
      expect(held.checkpoint).toEqual(checkpoint)
    }
    expect(await expectOk(jobs.saveCheckpoint({ ...held, epoch: 1 }, 'late'))).toBe(false)
    expect((await find(current(), held.id)).checkpoint).toBeNull()
  })

  test('due jobs are listed by due time: pending and parked, not gated, not leased, not later', async () => {
    const { jobs } = current()
    const { ids } = await addBookWithJobs(current(), [{}, { priority: 7, type: 'tag' }, { gate: [0] }, {}])
    const parked = await claim(current(), at(ids, 0))
    await expectOk(jobs.park(parked, MINUTE_MS))
    const running = await claim(current(), at(ids, 3))
    const listed = async (limit: number) => (await expectOk(jobs.listDue(limit))).map((job) => job.id)
    expect(await listed(10)).toEqual([at(ids, 1)])
    await current().elapse(2 * MINUTE_MS)
    expect(await listed(10)).toEqual([at(ids, 1), at(ids, 0)])
    expect(await listed(1)).toEqual([at(ids, 1)])
    expect(at(await expectOk(jobs.listDue(1)), 0)).toMatchObject({ type: 'tag', priority: 7 })
    expect(running.id).toBe(at(ids, 3))
  })

  test('due jobs are listed page by page: each once, also those that became due at one instant', async () => {
    const { jobs } = current()
    const { ids } = await addBookWithJobs(
      current(),
      Array.from({ length: 7 }, () => ({})),
    )
    // Returned by one statement, so due at one microsecond.
    for (const id of ids.slice(2)) await claim(current(), id)
    await current().elapse(2 * MINUTE_MS)
    await expectOk(jobs.sweepExpiredLeases(10))
    const listed: string[] = []
    let page = await expectOk(jobs.listDue(2))
    for (let pages = 0; page.length > 0 && pages < 10; pages += 1) {
      listed.push(...page.map((job) => job.id))
      page = await expectOk(jobs.listDue(2, at(page, page.length - 1)))
    }
    expect(listed.toSorted()).toEqual(ids.toSorted())
  })

  test('a page goes on although the job it goes on from was put off or deleted', async () => {
    const { jobs } = current()
    const book = await addBookWithJobs(current(), [{}])
    await current().elapse(MINUTE_MS)
    const other = await addBookWithJobs(current(), [{}, {}])
    await current().elapse(MINUTE_MS)
    const [last] = await expectOk(jobs.listDue(1))
    expect(last?.id).toBe(at(book.ids, 0))
    const rest = async () => (await expectOk(jobs.listDue(10, last))).map((job) => job.id).toSorted()
    await expectOk(jobs.park(await claim(current(), at(book.ids, 0)), MINUTE_MS))
    expect(await rest()).toEqual(other.ids.toSorted())
    await current().removeBook(book)
    expect(await rest()).toEqual(other.ids.toSorted())
  })

  test('jobs are listed by book in order of creation, and counted by status', async () => {
    const { jobs } = current()
    const { audiobook, ids } = await addBookWithJobs(current(), [
      {},
      { type: 'tag' },
      { type: 'tag', gate: [0] },
    ])
    await addJob(current())
    await claim(current(), at(ids, 0))
    const listed = await expectOk(jobs.listByAudiobook(audiobook.id))
    expect(listed.map((job) => job.id)).toEqual([...ids])
    const backlog = await expectOk(jobs.measureBacklog())
    expect(backlog.map(({ type, state, count }) => `${type} ${state} ${count}`).sort()).toEqual([
      ...['tag due 1', 'transcribe due 1', 'transcribe running 1'],
    ])
    const counts = await expectOk(jobs.countByStatus())
    const sorted = counts.map(({ type, status, count }) => `${type} ${status} ${count}`).sort()
    expect(sorted).toEqual(['tag pending 2', 'transcribe pending 1', 'transcribe processing 1'])
  })
}
