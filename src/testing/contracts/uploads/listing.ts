import type { Upload } from '../../../domain/upload/upload.ts'
import type { Page, TimeCursor } from '../../../ports/repositories/page.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { newUpload } from '../../fixtures/uploads.ts'
import { expect, test } from '../../runner.ts'
import type { CurrentRepositories } from '../repositories-under-test.ts'
import { given, MANY } from './support.ts'

export function listingSuite(current: CurrentRepositories): void {
  test('pages through all, newest first, without repeats, though times are equal', async () => {
    const { uploads } = current()
    const times = [new Date(3000), new Date(2000), new Date(1000)]
    const all = times.flatMap((createdAt) =>
      Array.from({ length: 9 }, () => newUpload({ ownerId: 'pages', createdAt })),
    )
    for (const upload of all.toReversed()) await given(current(), upload)
    const sizes: number[] = []
    const seen: Upload[] = []
    let after: TimeCursor | null = null
    for (let hasMore = true; hasMore && sizes.length < MANY; ) {
      const page: Page<Upload> = await expectOk(uploads.list({ ownerId: 'pages' }, { after, limit: 4 }))
      seen.push(...page.items)
      sizes.push(page.items.length)
      after = page.items.at(-1) ?? null
      hasMore = page.hasMore
    }
    expect(sizes).toEqual([4, 4, 4, 4, 4, 4, 3])
    const newestFirst = all.toSorted(
      (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
    )
    expect(seen.map(({ id }) => id)).toEqual(newestFirst.map(({ id }) => id))
  })

  test('keeps owners and statuses apart', async () => {
    const { uploads } = current()
    const mine = await given(current(), newUpload({ ownerId: 'mine' }))
    const done = await given(current(), newUpload({ ownerId: 'mine', status: 'completed' }))
    const theirs = await given(current(), newUpload({ ownerId: 'theirs' }))
    const ids = async (filter: Parameters<typeof uploads.list>[0]) =>
      (await expectOk(uploads.list(filter, { after: null, limit: 100 }))).items.map(({ id }) => id)
    expect((await ids({ ownerId: 'mine' })).toSorted()).toEqual([mine.id, done.id].toSorted())
    expect(await ids({ ownerId: 'mine', status: 'completed' })).toEqual([done.id])
    expect(await ids({ ownerId: null })).toEqual(expect.arrayContaining([mine.id, done.id, theirs.id]))
  })
}
