import { expectOk } from '../expect/expect-ok.ts'
import { expect, test } from '../runner.ts'
import { describeRepositories, type RepositoryContract } from './repositories-under-test.ts'

/** What every `QueuePauseRepository` does. */
export function queuePausesContract(contract: RepositoryContract): void {
  describeRepositories('queue pauses', contract, (current) => {
    test('remembers who paused what, the first time, until it is resumed', async () => {
      const { queuePauses } = current()
      expect(await expectOk(queuePauses.list())).toEqual([])
      const first = await expectOk(queuePauses.pause('tag', 'ann'))
      expect(first).toEqual({ type: 'tag', pausedBy: 'ann', pausedAt: expect.any(Date) })
      expect(await expectOk(queuePauses.pause('tag', 'ben'))).toEqual(first)
      await expectOk(queuePauses.pause('embed', 'ben'))
      const listed = await expectOk(queuePauses.list())
      expect(listed.map(({ type, pausedBy }) => `${type} ${pausedBy}`).toSorted()).toEqual([
        'embed ben',
        'tag ann',
      ])
      for (let times = 0; times < 2; times += 1) await expectOk(queuePauses.resume('tag'))
      expect((await expectOk(queuePauses.list())).map(({ type }) => type)).toEqual(['embed'])
      await expectOk(queuePauses.resume('embed'))
    })
  })
}
