import { MAX_ATTEMPTS } from '../../../domain/job/failure.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { addBookWithJobs, addJob, at, type Current, claim, complete, find, MINUTE_MS } from './support.ts'

const BROKEN = { kind: 'permanent', code: 'broken', message: 'It is broken.' } as const
const BUSY = { kind: 'transient', code: 'busy', message: 'It is busy.' } as const

export function failingSuite(current: Current): void {
  test('a transient failure comes back after its backoff, and is final at the last attempt', async () => {
    const { jobs } = current()
    const jobId = await addJob(current())
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
      const held = await claim(current(), jobId)
      const outcome = await expectOk(jobs.fail(held, BUSY, 0))
      expect(outcome).toMatchObject({ outcome: 'accepted', job: { status: 'pending', attempt: attempt + 1 } })
      expect(await expectOk(jobs.claim(jobId, 'worker', MINUTE_MS))).toBeNull()
      await current().elapse(15 * MINUTE_MS)
    }
    const last = await expectOk(jobs.fail(await claim(current(), jobId), BUSY, 0))
    expect(last).toMatchObject({ job: { status: 'failed', attempt: MAX_ATTEMPTS, error: BUSY } })
    const job = await find(current(), jobId)
    expect(job.errorHistory.map(({ attempt, epoch }) => [attempt, epoch])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ])
    expect(job.errorHistory.every(({ at }) => at instanceof Date)).toBe(true)
  })

  test('a throttled failure waits as long as it was told and uses no attempt', async () => {
    const { jobs } = current()
    const jobId = await addJob(current())
    const throttled = {
      kind: 'throttled',
      code: 'quota',
      message: 'Quota',
      retryAfterMs: 60 * MINUTE_MS,
    } as const
    const held = await claim(current(), jobId)
    expect(await expectOk(jobs.fail(held, throttled, 0))).toMatchObject({
      job: { status: 'pending', attempt: 1 },
    })
    await current().elapse(50 * MINUTE_MS)
    expect(await expectOk(jobs.claim(jobId, 'worker', MINUTE_MS))).toBeNull()
    await current().elapse(10 * MINUTE_MS)
    expect(await claim(current(), jobId)).toMatchObject({ attempt: 1, epoch: 2 })
  })

  test('a permanent failure cancels what can never start, transitively, and fails the book when all is over', async () => {
    const { jobs } = current()
    const { ids, audiobook } = await addBookWithJobs(current(), [
      {},
      {},
      { type: 'summarize', gate: [0, 1] },
      { type: 'tag', gate: [2] },
      { type: 'embed', gate: [1] },
    ])
    expect(await expectOk(jobs.fail(await claim(current(), at(ids, 0)), BROKEN, 0))).toMatchObject({
      outcome: 'accepted',
      job: { status: 'failed', error: BROKEN },
      opened: [],
    })
    const [, second, third, fourth, fifth] = await expectOk(jobs.listByAudiobook(audiobook.id))
    expect(second?.status).toBe('pending')
    expect(fifth?.status).toBe('pending')
    expect(third).toMatchObject({
      status: 'cancelled',
      reason: { code: 'dependency_failed', jobId: at(ids, 0) },
      completedAt: expect.any(Date),
    })
    expect(fourth).toMatchObject({ status: 'cancelled', reason: { jobId: at(ids, 2) } })
    expect((await current().bookState(audiobook.id)).status).toBe('processing')

    await complete(current(), at(ids, 1))
    await complete(current(), at(ids, 4))
    const book = await current().bookState(audiobook.id)
    expect(book).toMatchObject({ status: 'failed', statusReason: 'Transcription failed: It is broken.' })
    expect(book.completedAt).toBeInstanceOf(Date)
  })

  test('the failure of the last job fails the book', async () => {
    const { ids, audiobook } = await addBookWithJobs(current(), [{ type: 'tag' }])
    await expectOk(current().jobs.fail(await claim(current(), at(ids, 0)), BROKEN, 0))
    expect(await current().bookState(audiobook.id)).toMatchObject({
      status: 'failed',
      statusReason: 'Tags failed: It is broken.',
    })
  })
}
