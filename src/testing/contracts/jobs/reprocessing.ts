import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import { JOB_TYPES } from '../../../domain/job/job.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { addBookWithJobs, at, type Current, claim, complete, find } from './support.ts'

const PLAN = [{}, { type: 'summarize', gate: [0] }, { type: 'tag', gate: [0] }] as const

export function reprocessingSuite(current: Current): void {
  async function completedBook() {
    const book = await addBookWithJobs(current(), PLAN)
    const held = await claim(current(), at(book.ids, 0))
    await expectOk(current().outputs.savePart(held, 'one', 'text'))
    await expectOk(current().jobs.saveCheckpoint(held, { externalId: 'x' }))
    await expectOk(current().jobs.complete(held))
    for (const id of book.ids.slice(1)) await complete(current(), id)
    expect(await current().bookState(book.audiobook.id)).toMatchObject({ status: 'completed' })
    return book
  }

  test('forced: stages and what follows from them go round again, without what they saved', async () => {
    const { audiobook, ids } = await completedBook()
    const request = { stages: ['transcribe'] as const, force: true }
    const outcome = await expectOk(current().jobs.reprocess(audiobook.id, request))
    if (outcome?.outcome !== 'reprocessed') throw new Error('not reprocessed')
    expect(outcome.revived.map(({ id, gate, freshAfterEpoch }) => [id, gate, freshAfterEpoch])).toEqual([
      [at(ids, 0), [], 1],
      [at(ids, 1), [at(ids, 0)], 1],
      [at(ids, 2), [at(ids, 0)], 1],
    ])
    for (const job of outcome.revived) expect(await find(current(), job.id)).toEqual(job)
    expect((await find(current(), at(ids, 0))).checkpoint).toBeNull()
    expect((await expectOk(current().outputs.findParts(at(ids, 0)))).size).toBe(0)
    expect(await current().bookState(audiobook.id)).toMatchObject({ status: 'processing', completedAt: null })
    const again = await claim(current(), at(ids, 0))
    expect([again.epoch, again.freshAfterEpoch]).toEqual([2, 1])
    expect(await expectOk(current().jobs.reprocess(audiobook.id, request))).toEqual({ outcome: 'busy' })
    await expectOk(current().jobs.complete(again))
    for (const id of ids.slice(1)) await complete(current(), id)
    expect(await current().bookState(audiobook.id)).toMatchObject({ status: 'completed' })
  })

  test('not forced: what is complete stays, and keeps what it saved', async () => {
    const { audiobook, ids } = await completedBook()
    const request = { stages: JOB_TYPES, force: false }
    expect(await expectOk(current().jobs.reprocess(audiobook.id, request))).toEqual({
      ...{ outcome: 'reprocessed', revived: [] },
    })
    expect(await find(current(), at(ids, 0))).toMatchObject({
      status: 'completed',
      checkpoint: { externalId: 'x' },
    })
    expect((await expectOk(current().outputs.findParts(at(ids, 0)))).size).toBe(1)
  })

  test('not forced: a dead letter goes round again with what it bought', async () => {
    const { audiobook, ids } = await addBookWithJobs(current(), PLAN)
    const held = await claim(current(), at(ids, 0))
    await expectOk(current().outputs.savePart(held, 'one', 'text'))
    await expectOk(current().jobs.fail(held, { kind: 'permanent', code: 'broken', message: 'No.' }, 0))
    const request = { stages: ['transcribe'] as const, force: false }
    const outcome = await expectOk(current().jobs.reprocess(audiobook.id, request))
    expect(outcome?.outcome === 'reprocessed' && outcome.revived.map(({ id }) => id)).toEqual([...ids])
    expect((await expectOk(current().outputs.findParts(at(ids, 0)))).size).toBe(1)
    expect((await find(current(), at(ids, 0))).freshAfterEpoch).toBe(0)
  })

  test('an unknown book is not there', async () => {
    const request = { stages: ['tag'] as const, force: true }
    expect(await expectOk(current().jobs.reprocess(uuidV7Ids.next(), request))).toBeNull()
  })

  test('jobs are found by their book, their age, and whether they have ended', async () => {
    const { audiobook, ids } = await addBookWithJobs(current(), PLAN)
    await complete(current(), at(ids, 0))
    const of = async (filter: object) => {
      const listed = current().jobs.list(
        { ownerId: audiobook.ownerId, ...filter },
        { after: null, limit: 10 },
      )
      return (await expectOk(listed)).items.length
    }
    const { createdAt } = await find(current(), at(ids, 0))
    const later = new Date(createdAt.getTime() + 1)
    expect([await of({ isOpen: true }), await of({}), await of({ isOpen: true, type: 'tag' })]).toEqual([
      2, 3, 1,
    ])
    expect([await of({ createdAfter: createdAt }), await of({ createdAfter: later })]).toEqual([3, 0])
    expect([await of({ createdBefore: later }), await of({ createdBefore: createdAt })]).toEqual([3, 0])
    const title = audiobook.title.slice(1, 4).toUpperCase()
    expect([await of({ text: title }), await of({ text: 'something else' })]).toEqual([3, 0])
  })
}
