import { afterEach, describe, expect, test } from 'bun:test'
import { randomUUID } from 'node:crypto'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { closeAll, dueJob, idsOf, LONG_MS, openAlone, openShared, take } from './redis-under-test.ts'

afterEach(closeAll)

describe('what Redis keeps', () => {
  test('nothing of ten thousand jobs that are done', async () => {
    const { queue, client } = await openAlone({ prefix: 'audiobook' })
    const jobs = Array.from({ length: 10_000 }, (_, index) => ({
      ...dueJob(),
      ownerId: `owner ${index % 7}`,
      priority: index % 10,
    }))
    await expectOk(queue.enqueue(jobs))
    for (let done = 0; done < jobs.length; ) {
      const leases = await expectOk(take(queue, 1_000))
      await expectOk(queue.ack(leases))
      done += leases.length
    }
    expect(await expectOk(take(queue, 1, 50))).toEqual([])
    expect(await client.keys('*')).toEqual([])
  })

  test('sorted sets of ids under the documented names', async () => {
    const { queue, prefix, client } = await openShared()
    const [leased, ready, later] = [
      dueJob(),
      dueJob(),
      { ...dueJob(), runAt: new Date(Date.now() + LONG_MS) },
    ]
    await expectOk(queue.enqueue([leased]))
    await expectOk(take(queue))
    await expectOk(queue.enqueue([ready, later]))
    const members = (set: string) => client.zrange(`${prefix}:${set}:embed`, '0', '-1')
    expect(await members('queue')).toEqual([ready.id])
    expect(await members('delayed')).toEqual([later.id])
    expect(await members('processing')).toEqual([leased.id])
    const [, score] = await client.zrange(`${prefix}:delayed:embed`, '0', '-1', 'WITHSCORES')
    expect(Math.floor(Number(score))).toBe(later.runAt.getTime())
  })

  test('dead letters by the time of their failure', async () => {
    const { queue, prefix, client } = await openShared()
    const first = { id: randomUUID(), type: 'tag' as const, failedAt: new Date(1_000) }
    const second = { id: randomUUID(), type: 'tag' as const, failedAt: new Date(2_000) }
    await expectOk(queue.recordFailed([second, first]))
    expect(await client.zrange(`${prefix}:failed:tag`, '0', '-1')).toEqual([first.id, second.id])
    await expectOk(queue.forgetFailed([first]))
    expect(await client.zrange(`${prefix}:failed:tag`, '0', '-1')).toEqual([second.id])
  })

  test.each([
    'queue',
    'delayed',
    'processing',
    'leases',
    'wake',
    'paused',
    'owners',
    'line',
    'turns',
    'spent',
    'clock',
  ])('a lost key (%s) costs no more than a repeated enqueue can mend', async (lost) => {
    const { queue, prefix, client } = await openShared()
    const jobs = Array.from({ length: 10 }, (_, index) => ({
      ...dueJob(),
      ownerId: index % 2 === 0 ? 'a' : 'b',
      runAt: new Date(Date.now() + (index < 5 ? -1_000 : 50)),
    }))
    await expectOk(queue.enqueue(jobs))
    await expectOk(queue.lease('embed', 3, { waitMs: 0, leaseMs: 50 }))
    const keys = await client.keys(lost === 'paused' ? `${prefix}:paused` : `${prefix}:${lost}:embed*`)
    if (keys.length > 0) await client.del(...keys)
    await expectOk(queue.enqueue(jobs))
    const seen = new Set<string>()
    await waitUntil(
      async () => {
        const leases = await expectOk(take(queue, 10, 50))
        await expectOk(queue.ack(leases))
        for (const id of idsOf(leases)) seen.add(id)
        return seen.size
      },
      (size) => size === jobs.length,
    )
    expect((await expectOk(queue.counts())).embed).toMatchObject({ ready: 0, delayed: 0, leased: 0 })
    expect(await client.exists(`${prefix}:leases:embed`)).toBe(0)
  })
})
