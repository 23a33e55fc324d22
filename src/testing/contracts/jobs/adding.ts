import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import type { PendingJob } from '../../../domain/job/job.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import type { SeededBook } from '../../fixtures/seeded-book.ts'
import { expect, test } from '../../runner.ts'
import { addBookWithJobs, at, type Current, claim, complete, find } from './support.ts'

const BROKEN = { kind: 'permanent', code: 'broken', message: 'It is broken.' } as const

/** One more of the book's first job. */
const anotherOf = (book: SeededBook): PendingJob => ({
  ...at(book.jobs, 0),
  id: uuidV7Ids.next(),
  chapterId: null,
})

export function addingSuite(current: Current): void {
  test('a book gets one more job, is processing again, and completes with it', async () => {
    const { jobs } = current()
    const book = await addBookWithJobs(current(), [{ type: 'embed' }])
    await complete(current(), at(book.ids, 0))
    expect(await current().bookState(book.audiobook.id)).toMatchObject({ status: 'completed' })
    const added = anotherOf(book)
    expect(await expectOk(jobs.add(added))).toBe('added')
    expect(await find(current(), added.id)).toEqual(added)
    expect(await current().bookState(book.audiobook.id)).toMatchObject({
      ...{ status: 'processing', completedAt: null },
    })
    await complete(current(), added.id)
    expect(await current().bookState(book.audiobook.id)).toMatchObject({ status: 'completed' })
  })

  test('one that is still to run, runs or failed is enough; other types don’t matter', async () => {
    const { jobs } = current()
    const book = await addBookWithJobs(current(), [{ type: 'embed' }, { type: 'tag' }])
    expect(await expectOk(jobs.add(anotherOf(book)))).toBe('refused')
    const held = await claim(current(), at(book.ids, 0))
    expect(await expectOk(jobs.add(anotherOf(book)))).toBe('refused')
    await expectOk(jobs.fail(held, BROKEN, 0))
    expect(await expectOk(jobs.add(anotherOf(book)))).toBe('refused')
    await expectOk(jobs.redrive([at(book.ids, 0)]))
    await complete(current(), at(book.ids, 0))
    expect(await expectOk(jobs.add(anotherOf(book)))).toBe('added')
  })

  test('of many that add at once one succeeds', async () => {
    const { jobs } = current()
    const book = await addBookWithJobs(current(), [{ type: 'embed' }])
    await complete(current(), at(book.ids, 0))
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => expectOk(jobs.add(anotherOf(book)))))
    expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(1)
  })

  test('a book that is gone gets none', async () => {
    const book = await addBookWithJobs(current(), [{ type: 'embed' }])
    await current().removeBook(book)
    expect(await expectOk(current().jobs.add(anotherOf(book)))).toBe('refused')
  })
}
