import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { addBookWithJobs, at, type Current, claim, complete, find } from './support.ts'

export function prioritisingSuite(current: Current): void {
  test('changes the priority of what has not completed, and nothing else of it', async () => {
    const { ids } = await addBookWithJobs(current(), [{}, {}, { type: 'tag', gate: [0] }, {}])
    await complete(current(), at(ids, 1))
    const held = await claim(current(), at(ids, 3))
    const before = await Promise.all(ids.map((id) => find(current(), id)))
    const changed = await expectOk(current().jobs.setPriority([...ids, uuidV7Ids.next(), at(ids, 0)], 7))
    expect(changed.map(({ id, priority }) => `${id} ${priority}`).toSorted()).toEqual(
      [0, 2, 3].map((place) => `${at(ids, place)} 7`).toSorted(),
    )
    const after = await Promise.all(ids.map((id) => find(current(), id)))
    expect(after).toEqual(before.map((job, place) => ({ ...job, priority: place === 1 ? 0 : 7 })))
    expect((await expectOk(current().jobs.complete(held))).outcome).toBe('accepted')
    expect((await find(current(), held.id)).priority).toBe(7)
    expect(await expectOk(current().jobs.setPriority([], 3))).toEqual([])
  })

  test('is what the queue is told', async () => {
    const { ids, audiobook } = await addBookWithJobs(current(), [{ priority: 2 }])
    await expectOk(current().jobs.setPriority(ids, 9))
    expect(await expectOk(current().jobs.listDue(10))).toMatchObject([
      { id: at(ids, 0), type: 'transcribe', ownerId: audiobook.ownerId, priority: 9 },
    ])
  })
}
