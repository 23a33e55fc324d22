import { expectOk } from '../../expect/expect-ok.ts'
import { makeBook } from '../../fixtures/seeded-book.ts'
import { newFile, newUpload, storedFile } from '../../fixtures/uploads.ts'
import { expect, test } from '../../runner.ts'
import type { CurrentRepositories } from '../repositories-under-test.ts'
import { given, MANY } from './support.ts'

export function removingSuite(current: CurrentRepositories): void {
  test('removes a session and records all objects of its files', async () => {
    const { uploads, discards } = current()
    const upload = newUpload()
    const [stored, receiving] = [storedFile(upload), newFile(upload)]
    await given(current(), upload, stored, receiving)
    expect(await expectOk(uploads.remove(upload.id))).toBe('removed')
    expect(await expectOk(uploads.find(upload.id))).toBeNull()
    const cover = stored.metadata?.cover?.storageKey
    const keys = await expectOk(discards.list(MANY))
    expect(keys).toEqual(expect.arrayContaining([stored.storageKey, receiving.storageKey, cover ?? '']))
    expect(await expectOk(uploads.remove(upload.id))).toBe('not_found')
  })

  test('leaves a session alone that a book is made of', async () => {
    const { uploads, audiobooks } = current()
    const book = makeBook({ now: new Date() })
    await given(current(), book.upload, ...book.files)
    await expectOk(audiobooks.create(book, null))
    expect(await expectOk(uploads.remove(book.upload.id))).toBe('in_use')
    expect(await expectOk(uploads.find(book.upload.id))).toEqual({ upload: book.upload, files: book.files })
  })
}
