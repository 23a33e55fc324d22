import { expectOk } from '../../expect/expect-ok.ts'
import { makeBook } from '../../fixtures/seeded-book.ts'
import { storedFile } from '../../fixtures/uploads.ts'
import { expect, test } from '../../runner.ts'
import type { CurrentRepositories } from '../repositories-under-test.ts'
import { given, RACERS, storeUpload } from './support.ts'

export function removingSuite(current: CurrentRepositories): void {
  test('removes the book, its upload and all that hangs on them; records its objects', async () => {
    const { audiobooks, uploads, discards, countRows } = current()
    const seeded = makeBook({ now: new Date(), chapterCount: 1 })
    const [bare] = seeded.files
    const file = storedFile(seeded.upload, { id: bare?.id ?? '' })
    await storeUpload(current(), { upload: seeded.upload, files: [file] })
    const cover = { storageKey: `uploads/${seeded.upload.id}/cover.png`, mediaType: 'image/png' }
    await expectOk(audiobooks.create({ ...seeded, audiobook: { ...seeded.audiobook, cover } }, null))
    const { id } = seeded.audiobook
    const removed = await expectOk(audiobooks.remove(id))
    expect(removed?.toSorted()).toEqual(seeded.jobs.map((job) => job.id).toSorted())
    expect(await expectOk(audiobooks.find(id))).toBeNull()
    expect(await expectOk(uploads.find(seeded.upload.id))).toBeNull()
    expect(await countRows(id)).toEqual({ chapters: 0, jobs: 0 })
    const keys = [file.storageKey, file.metadata?.cover?.storageKey ?? '', cover.storageKey]
    expect(await expectOk(discards.list(1000))).toEqual(expect.arrayContaining(keys))
    expect(await expectOk(audiobooks.remove(id))).toBeNull()
  })

  test('removes one of many and leaves the others', async () => {
    const { audiobooks, countRows } = current()
    const [gone, kept] = [await given(current(), {}), await given(current(), {})]
    await expectOk(audiobooks.remove(gone.audiobook.id))
    expect(await countRows(kept.audiobook.id)).toEqual({ chapters: 1, jobs: 4 })
    expect((await expectOk(audiobooks.find(kept.audiobook.id)))?.audiobook).toEqual(kept.audiobook)
  })

  test('answers one of those who remove a book at the same time', async () => {
    const { audiobooks } = current()
    const { audiobook } = await given(current(), { chapterCount: 2 })
    const answers = await Promise.all(
      Array.from({ length: RACERS }, () => expectOk(audiobooks.remove(audiobook.id))),
    )
    expect(answers.filter((answer) => answer !== null)).toHaveLength(1)
  })
}
