import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { addBookWithJobs, addJob, at, type Current, claim, complete, find, LEASE_MS } from './support.ts'

const BROKEN = { kind: 'permanent', code: 'broken', message: 'It is broken.' } as const
const ROUNDS = 10

export function redrivingSuite(current: Current): void {
  const fail = async (jobId: string) => {
    const held = await claim(current(), jobId)
    await expectOk(current().jobs.fail(held, BROKEN, 0))
    return held
  }

  test('a dead letter goes round again with all its attempts and what was cancelled because of it', async () => {
    const { jobs } = current()
    const { ids, audiobook } = await addBookWithJobs(current(), [
      {},
      {},
      { type: 'summarize', gate: [0, 1], priority: 3 },
      { type: 'tag', gate: [2] },
    ])
    const dead = await fail(at(ids, 0))
    await complete(current(), at(ids, 1))
    expect(await current().bookState(audiobook.id)).toMatchObject({ status: 'failed' })

    const { revived, refused } = await expectOk(jobs.redrive([at(ids, 0)]))
    expect(refused).toEqual([])
    expect(revived.map(({ id, gate, priority }) => [id, gate, priority])).toEqual([
      [at(ids, 0), [], 0],
      [at(ids, 2), [at(ids, 0)], 3],
      [at(ids, 3), [at(ids, 2)], 0],
    ])
    expect(await current().bookState(audiobook.id)).toMatchObject({
      ...{ status: 'processing', statusReason: null, completedAt: null },
    })
    for (const job of revived) expect(await find(current(), job.id)).toEqual(job)
    expect(await expectOk(jobs.complete(dead))).toEqual({ outcome: 'stale' })

    const again = await claim(current(), at(ids, 0))
    expect(again).toMatchObject({ epoch: 2, attempt: 1 })
    expect(again.startedAt).toEqual(dead.startedAt)
    expect(again.errorHistory).toMatchObject([{ ...BROKEN, epoch: 1, attempt: 1 }])
    await expectOk(jobs.complete(again))
    await complete(current(), at(ids, 2))
    await complete(current(), at(ids, 3))
    expect(await current().bookState(audiobook.id)).toMatchObject({ status: 'completed' })
  })

  test('jobs of several books at once; what is not over, or unknown, is refused by name', async () => {
    const { jobs } = current()
    const dead = [await addJob(current()), await addJob(current())]
    for (const jobId of dead) await fail(jobId)
    const [running, done, waiting] = [
      await addJob(current()),
      await addJob(current()),
      await addJob(current()),
    ]
    await claim(current(), running)
    await complete(current(), done)
    const unknown = uuidV7Ids.next()
    const before = await Promise.all([running, done, waiting].map((id) => find(current(), id)))

    const ids = [...dead, running, done, waiting, unknown, at(dead, 0)]
    const { revived, refused } = await expectOk(jobs.redrive(ids))
    expect(revived.map(({ id }) => id).toSorted()).toEqual(dead.toSorted())
    const refusals = refused.map(({ jobId, reason }) => `${jobId} ${reason}`)
    expect(refusals.toSorted()).toEqual(
      [`${running} over`, `${done} over`, `${waiting} over`, `${unknown} not_found`].toSorted(),
    )
    expect(await Promise.all([running, done, waiting].map((id) => find(current(), id)))).toEqual(before)
    expect(await expectOk(jobs.redrive([]))).toEqual({ revived: [], refused: [] })
  })

  test('what the job saved is there for the next attempt', async () => {
    const { jobs, outputs } = current()
    const jobId = await addJob(current())
    const held = await claim(current(), jobId)
    await expectOk(jobs.saveCheckpoint(held, { externalId: 'vendor-1' }))
    expect(await expectOk(outputs.savePart(held, 'piece-1', { text: 'heard' }))).toBe('accepted')
    await expectOk(jobs.fail(held, BROKEN, 0))
    await expectOk(jobs.redrive([jobId]))
    expect((await claim(current(), jobId)).checkpoint).toEqual({ externalId: 'vendor-1' })
    expect([...(await expectOk(outputs.findParts(jobId)))]).toEqual([['piece-1', { text: 'heard' }]])
    expect(await expectOk(outputs.savePart(held, 'late', 1))).toBe('stale')
  })

  test('crashes are forgotten', async () => {
    const jobId = await addJob(current())
    for (let crash = 0; crash < 3; crash++) {
      await claim(current(), jobId)
      await current().elapse(LEASE_MS)
      await expectOk(current().jobs.sweepExpiredLeases(10))
    }
    expect((await find(current(), jobId)).status).toBe('failed')
    await expectOk(current().jobs.redrive([jobId]))
    await claim(current(), jobId)
    await current().elapse(LEASE_MS)
    const swept = await expectOk(current().jobs.sweepExpiredLeases(10))
    expect(swept).toMatchObject({ returned: [{ id: jobId }], poisoned: [] })
    expect((await find(current(), jobId)).crashes).toHaveLength(1)
  })

  test('cancelling stops a running job at its next heartbeat, with all that waits for it', async () => {
    const { jobs } = current()
    const { ids, audiobook } = await addBookWithJobs(current(), [{}, { gate: [0] }, { gate: [1] }, {}])
    const held = await claim(current(), at(ids, 0))
    const cancelled = await expectOk(jobs.cancel(held.id))
    expect(cancelled).toMatchObject({
      outcome: 'cancelled',
      job: { id: held.id, status: 'cancelled', reason: { code: 'requested' }, epoch: 1 },
    })
    expect(await expectOk(jobs.renew([held], LEASE_MS))).toEqual([held])
    expect(await expectOk(jobs.complete(held))).toEqual({ outcome: 'stale' })
    expect(await expectOk(jobs.sweepExpiredLeases(10))).toEqual({ returned: [], poisoned: [] })
    expect((await expectOk(jobs.listByAudiobook(audiobook.id))).slice(1)).toMatchObject([
      { status: 'cancelled', reason: { code: 'dependency_failed', jobId: at(ids, 0) } },
      { status: 'cancelled', reason: { code: 'dependency_failed', jobId: at(ids, 1) } },
      { status: 'pending' },
    ])
    expect((await current().bookState(audiobook.id)).status).toBe('processing')
    await complete(current(), at(ids, 3))
    const state = await current().bookState(audiobook.id)
    expect(state.status).toBe('failed')
    expect(state.statusReason).toContain('was cancelled.')

    const { revived } = await expectOk(jobs.redrive([held.id]))
    expect(revived.map(({ id }) => id)).toEqual(ids.slice(0, 3))
    for (const id of ids.slice(0, 3)) await complete(current(), id)
    expect((await find(current(), held.id)).epoch).toBe(2)
    expect((await current().bookState(audiobook.id)).status).toBe('completed')
  })

  test('a pending and a parked job are cancelled; one that is over is not', async () => {
    const { jobs } = current()
    const [pending, parked, done, dead] = [
      await addJob(current()),
      await addJob(current()),
      await addJob(current()),
      await addJob(current()),
    ]
    await expectOk(jobs.park(await claim(current(), parked), LEASE_MS))
    await complete(current(), done)
    await fail(dead)
    for (const jobId of [pending, parked]) {
      expect(await expectOk(jobs.cancel(jobId))).toMatchObject({ outcome: 'cancelled' })
      expect(await expectOk(jobs.claim(jobId, 'worker', LEASE_MS))).toBeNull()
    }
    for (const jobId of [pending, parked, done, dead]) {
      const before = await find(current(), jobId)
      expect(await expectOk(jobs.cancel(jobId))).toEqual({ outcome: 'over', job: before })
      expect(await find(current(), jobId)).toEqual(before)
    }
    expect(await expectOk(jobs.cancel(uuidV7Ids.next()))).toBeNull()
  })

  test('of many who redrive a job at once exactly one does, and a late report of the old claim changes nothing', async () => {
    const { jobs } = current()
    for (let round = 0; round < ROUNDS; round++) {
      const { ids, audiobook } = await addBookWithJobs(current(), [{}, { gate: [0] }, {}])
      const dead = await fail(at(ids, 0))
      const other = await claim(current(), at(ids, 2))
      const [late, repeated, end, ...redrives] = await Promise.all([
        expectOk(jobs.complete(dead)),
        expectOk(jobs.fail(dead, BROKEN, 0)),
        expectOk(jobs.complete(other)),
        ...Array.from({ length: 4 }, () => expectOk(jobs.redrive([at(ids, 0)]))),
      ])
      expect([late.outcome, repeated.outcome, end.outcome]).toEqual(['stale', 'repeated', 'accepted'])
      expect(redrives.map(({ revived }) => revived.length).toSorted()).toEqual([0, 0, 0, 2])
      expect((await current().bookState(audiobook.id)).status).toBe('processing')
      await complete(current(), at(ids, 0))
      await complete(current(), at(ids, 1))
      expect((await current().bookState(audiobook.id)).status).toBe('completed')
    }
  })

  test('a cancel against the end of the job: one of them wins, and dependents follow it', async () => {
    const { jobs } = current()
    for (let round = 0; round < ROUNDS; round++) {
      const { ids } = await addBookWithJobs(current(), [{}, { gate: [0] }])
      const held = await claim(current(), at(ids, 0))
      const [ended, cancelled] = await Promise.all([
        expectOk(jobs.complete(held)),
        expectOk(jobs.cancel(held.id)),
      ])
      const completed = ended.outcome === 'accepted'
      expect(cancelled?.outcome).toBe(completed ? 'over' : 'cancelled')
      expect((await find(current(), at(ids, 1))).status).toBe(completed ? 'pending' : 'cancelled')
    }
  })

  test('redrives, cancels, reports and the removal of books do not hold each other up', async () => {
    const { jobs } = current()
    for (let round = 0; round < ROUNDS; round++) {
      const books = [
        await addBookWithJobs(current(), [{}, {}, { gate: [0, 1] }]),
        await addBookWithJobs(current(), [{}, {}, { gate: [0, 1] }]),
      ]
      const firsts = books.map(({ ids }) => at(ids, 0))
      for (const id of firsts) await fail(id)
      const held = await Promise.all(books.map(({ ids }) => claim(current(), at(ids, 1))))
      const results = await Promise.all([
        jobs.redrive(firsts),
        jobs.redrive(firsts.toReversed()),
        ...held.map((job) => jobs.cancel(job.id)),
        ...held.map((job) => jobs.complete(job)),
        jobs.renew(held, LEASE_MS),
        current().removeBook(at(books, 0)),
      ])
      for (const result of results) expect(result === undefined || result.isOk()).toBe(true)
      expect(await expectOk(jobs.find(at(firsts, 0)))).toBeNull()
      expect((await find(current(), at(firsts, 1))).status).toBe('pending')
    }
  })
}
