import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { addBookWithJobs, at, type Current, claim, complete, MINUTE_MS } from './support.ts'

const BROKEN = { kind: 'permanent', code: 'broken', message: 'It is broken.' } as const

export function trimmingSuite(current: Current): void {
  /** One done, one dead letter with two that wait for it, one cancelled by someone, one pending. */
  async function fill() {
    const { jobs, outputs } = current()
    const book = await addBookWithJobs(current(), [
      ...[{}, {}, { type: 'summarize' as const, gate: [0, 1] }],
      ...[{ type: 'tag' as const, gate: [2] }, { type: 'embed' as const }, {}],
    ])
    const held = await claim(current(), at(book.ids, 1))
    await expectOk(outputs.savePart(held, 'piece-1', { text: 'heard' }))
    await expectOk(jobs.fail(held, BROKEN, 0))
    await complete(current(), at(book.ids, 0))
    await expectOk(jobs.cancel(at(book.ids, 4)))
    const dead = await expectOk(jobs.find(held.id))
    if (dead?.status !== 'failed') throw new Error('the job did not fail')
    return { book, dead }
  }
  const left = async (audiobookId: string) =>
    (await expectOk(current().jobs.listByAudiobook(audiobookId))).map(({ id }) => id)

  test('dead letters of before a time go, with what waits for them; nothing else does', async () => {
    const { jobs, outputs } = current()
    const { book, dead } = await fill()
    const { audiobook, ids } = book
    expect(await expectOk(jobs.trimFailed(dead.completedAt, 10))).toEqual([])
    expect(await left(audiobook.id)).toEqual([...ids])

    const state = await current().bookState(audiobook.id)
    const soon = new Date(dead.completedAt.getTime() + MINUTE_MS)
    expect(await expectOk(jobs.trimFailed(soon, 10))).toEqual([
      { id: dead.id, type: dead.type, failedAt: dead.completedAt },
    ])
    expect(await left(audiobook.id)).toEqual([0, 4, 5].map((place) => at(ids, place)))
    expect(await current().bookState(audiobook.id)).toEqual(state)
    expect((await expectOk(outputs.findParts(dead.id))).size).toBe(0)
    expect(await expectOk(jobs.trimFailed(soon, 10))).toEqual([])
  })

  test('of so many books at a time', async () => {
    const { jobs } = current()
    const letters = [await fill(), await fill(), await fill()]
    const soon = new Date(letters.at(-1)?.dead.completedAt.getTime() ?? 0)
    soon.setMinutes(soon.getMinutes() + 1)
    const trim = async () => (await expectOk(jobs.trimFailed(soon, 2))).map(({ id }) => id)
    const [first, second, third] = [await trim(), await trim(), await trim()]
    expect([first?.length, second?.length, third?.length]).toEqual([2, 1, 0])
    expect([...first, ...second].toSorted()).toEqual(letters.map(({ dead }) => dead.id).toSorted())
  })

  test('a retry that came first keeps its job', async () => {
    const { jobs } = current()
    const { book, dead } = await fill()
    await expectOk(jobs.redrive([dead.id]))
    const soon = new Date(dead.completedAt.getTime() + MINUTE_MS)
    expect(await expectOk(jobs.trimFailed(soon, 10))).toEqual([])
    expect(await left(book.audiobook.id)).toEqual([...book.ids])
  })
}
