import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { addJob, type Current, claim, complete, find, MINUTE_MS } from './support.ts'

const ROUNDS = 20

export function wakingSuite(current: Current): void {
  const park = (held: Awaited<ReturnType<typeof claim>>) =>
    expectOk(current().jobs.park(held, 10 * MINUTE_MS))
  const wake = (jobId: string) => expectOk(current().jobs.wakeParked(jobId))

  test('a parked job that is woken is due now, once', async () => {
    const jobId = await addJob(current())
    await park(await claim(current(), jobId))
    expect(await expectOk(current().jobs.claim(jobId, 'early', MINUTE_MS))).toBeNull()
    for (let times = 0; times < 2; times++) {
      expect(await wake(jobId)).toMatchObject({ outcome: 'due', job: { id: jobId, type: 'transcribe' } })
    }
    expect((await expectOk(current().jobs.listDue(10))).map(({ id }) => id)).toEqual([jobId])
    // Whoever parks it again waits its time.
    await park(await claim(current(), jobId))
    expect(await expectOk(current().jobs.claim(jobId, 'early', MINUTE_MS))).toBeNull()
  })

  test('a job that is woken while it runs is due as soon as it parks', async () => {
    const jobId = await addJob(current())
    const held = await claim(current(), jobId)
    expect(await wake(jobId)).toEqual({ outcome: 'noted' })
    expect(await find(current(), jobId)).toMatchObject({ status: 'processing', phase: 'running' })
    await park(held)
    const next = await claim(current(), jobId)
    expect(next.epoch).toBe(2)
    await park(next)
    expect(await expectOk(current().jobs.claim(jobId, 'early', MINUTE_MS))).toBeNull()
  })

  test('waking a job that runs to another end changes nothing else', async () => {
    const jobId = await addJob(current())
    const held = await claim(current(), jobId)
    await wake(jobId)
    await expectOk(current().jobs.release(held))
    await park(await claim(current(), jobId))
    expect(await expectOk(current().jobs.claim(jobId, 'early', MINUTE_MS))).toBeNull()
  })

  test('what waits for no vendor is not woken', async () => {
    const jobId = await addJob(current())
    expect(await wake(jobId)).toEqual({ outcome: 'not_parked' })
    await complete(current(), jobId)
    expect(await wake(jobId)).toEqual({ outcome: 'not_parked' })
    expect((await find(current(), jobId)).status).toBe('completed')
    expect(await wake(uuidV7Ids.next())).toBeNull()
  })

  test('a wake-up and a park at the same time: the job is due, whichever came first', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const jobId = await addJob(current())
      const held = await claim(current(), jobId)
      const both = [() => park(held), () => wake(jobId)]
      await Promise.all((round % 2 === 0 ? both : both.toReversed()).map((act) => act()))
      expect(await find(current(), jobId)).toMatchObject({ phase: 'parked', woken: true })
      expect((await claim(current(), jobId)).epoch).toBe(2)
    }
  })
}
