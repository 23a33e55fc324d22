import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import type { LibraryUnderTest } from '../library-under-test.ts'
import { addBookWithJobs, addJob, at, type Current, claim, find, LEASE_MS, MINUTE_MS } from './support.ts'

const DAY_MS = 24 * 60 * MINUTE_MS

/** A worker takes the job and is never heard of again. */
async function loseWorker(library: LibraryUnderTest, jobId: string) {
  const lost = await claim(library, jobId)
  await library.elapse(LEASE_MS)
  return { lost, swept: await expectOk(library.jobs.sweepExpiredLeases(10)) }
}

export function sweepingSuite(current: Current): void {
  test('a job whose lease ended comes back at once; a crash, not an attempt', async () => {
    const jobId = await addJob(current())
    const other = await claim(current(), await addJob(current()))
    await expectOk(current().jobs.renew([other], DAY_MS))
    const { lost, swept } = await loseWorker(current(), jobId)
    expect(swept).toMatchObject({ returned: [{ id: jobId, type: 'transcribe', priority: 0 }], poisoned: [] })
    const job = await find(current(), jobId)
    expect(job).toMatchObject({ status: 'pending', attempt: 1, epoch: 1, settled: null })
    expect(job.crashes).toHaveLength(1)
    expect(job.errorHistory).toMatchObject([{ kind: 'crash', code: 'worker_lost', epoch: 1, attempt: 1 }])
    expect(await expectOk(current().jobs.complete(lost))).toEqual({ outcome: 'stale' })
    expect((await claim(current(), jobId)).epoch).toBe(2)
  })

  test('the third crash within 24 hours is the last', async () => {
    const { ids, audiobook } = await addBookWithJobs(current(), [{}, { type: 'tag', gate: [0] }])
    const jobId = at(ids, 0)
    await loseWorker(current(), jobId)
    await loseWorker(current(), jobId)
    const { swept } = await loseWorker(current(), jobId)
    const failedAt = expect.any(Date)
    expect(swept).toEqual({ returned: [], poisoned: [{ id: jobId, type: 'transcribe', failedAt }] })
    const [poisoned, dependent] = await expectOk(current().jobs.listByAudiobook(audiobook.id))
    expect(poisoned).toMatchObject({ status: 'failed', attempt: 1, error: { kind: 'crash', code: 'poison' } })
    expect(dependent).toMatchObject({ status: 'cancelled', reason: { code: 'dependency_failed' } })
    expect(await current().bookState(audiobook.id)).toMatchObject({ status: 'failed' })
    expect(await expectOk(current().jobs.sweepExpiredLeases(10))).toEqual({ returned: [], poisoned: [] })
  })

  test('crashes older than 24 hours are forgiven', async () => {
    const jobId = await addJob(current())
    await loseWorker(current(), jobId)
    await current().elapse(DAY_MS / 2)
    await loseWorker(current(), jobId)
    await current().elapse(DAY_MS / 2)
    expect((await loseWorker(current(), jobId)).swept.returned).toHaveLength(1)
    expect((await find(current(), jobId)).crashes).toHaveLength(2)
    await loseWorker(current(), jobId)
    expect((await find(current(), jobId)).status).toBe('failed')
  })

  test('a sweep takes no more than it was told', async () => {
    for (let made = 0; made < 3; made++) await claim(current(), await addJob(current()))
    await current().elapse(LEASE_MS)
    const sweep = async () => (await expectOk(current().jobs.sweepExpiredLeases(2))).returned.length
    expect([await sweep(), await sweep(), await sweep()]).toEqual([2, 1, 0])
  })
}
