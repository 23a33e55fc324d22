import { err, ok } from 'neverthrow'
import type { UploadSession } from '../../../domain/upload/upload.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { newFile, newUpload, storedFile } from '../../fixtures/uploads.ts'
import { expect, test } from '../../runner.ts'
import type { CurrentRepositories } from '../repositories-under-test.ts'
import { addFiles, given, MANY, RACERS } from './support.ts'

export function changingSuite(current: CurrentRepositories): void {
  test('inserts, updates and deletes files, and records what is no longer needed', async () => {
    const { uploads, discards } = current()
    const upload = newUpload()
    const [kept, changed, gone] = [storedFile(upload), newFile(upload), newFile(upload)]
    await given(current(), upload, kept, changed, gone)
    const added = newFile(upload, { createdAt: new Date(Date.now() + 1000) })
    const after: UploadSession = {
      upload: { ...upload, status: 'completed', completedAt: new Date(), updatedAt: new Date() },
      files: [
        kept,
        storedFile(upload, { id: changed.id, createdAt: changed.createdAt, chapterNumber: 2 }),
        added,
      ],
    }
    const discard = [gone.storageKey, gone.storageKey, 'another']
    const answer = await expectOk(uploads.change(upload.id, () => ok({ session: after, discard })))
    expect(answer?._unsafeUnwrap()).toEqual(after)
    expect(await expectOk(uploads.find(upload.id))).toEqual(after)
    expect(await expectOk(discards.list(MANY))).toEqual(expect.arrayContaining([gone.storageKey, 'another']))
  })

  test('lets chapters trade places', async () => {
    const { uploads } = current()
    const upload = newUpload()
    const files = [newFile(upload, { chapterNumber: 1 }), newFile(upload, { chapterNumber: 2 })]
    await given(current(), upload, ...files)
    const traded = files.map((file) => ({ ...file, chapterNumber: file.chapterNumber === 1 ? 2 : 1 }))
    await expectOk(uploads.change(upload.id, () => ok({ session: { upload, files: traded }, discard: [] })))
    expect((await expectOk(uploads.find(upload.id)))?.files).toEqual(traded)
  })

  test('keeps text that a database may refuse out of harm', async () => {
    const { uploads } = current()
    const upload = newUpload()
    const file = storedFile(upload, { chapterTitle: 'nul \0 and half \ud83d pair' })
    await given(current(), upload, file)
    const found = await expectOk(uploads.find(upload.id))
    expect(found?.files[0]?.chapterTitle).toMatch(/^nul /)
  })

  test('writes nothing when refused', async () => {
    const { uploads } = current()
    const upload = newUpload()
    const file = newFile(upload)
    await given(current(), upload, file)
    const answer = await expectOk(uploads.change(upload.id, () => err('refused' as const)))
    expect(answer?._unsafeUnwrapErr()).toBe('refused')
    expect(await expectOk(uploads.find(upload.id))).toEqual({ upload, files: [file] })
  })

  test('writes nothing when deciding throws', async () => {
    const { uploads } = current()
    const upload = await given(current(), newUpload())
    const broken = async () =>
      uploads.change(upload.id, () => {
        throw new Error('a bug')
      })
    await expect(broken()).rejects.toThrow('a bug')
    expect(await expectOk(uploads.find(upload.id))).toEqual({ upload, files: [] })
  })

  test('answers null when there is no such upload', async () => {
    expect(await expectOk(current().uploads.change(newUpload().id, addFiles()))).toBeNull()
  })

  test('loses nothing of changes that race', async () => {
    const { uploads } = current()
    const upload = await given(current(), newUpload({ totalFiles: RACERS }))
    const files = Array.from({ length: RACERS }, () => newFile(upload))
    const answers = await Promise.all(
      files.map((file) => expectOk(uploads.change(upload.id, addFiles(file)))),
    )
    const counts = answers
      .map((answer) => answer?._unsafeUnwrap().files.length)
      .toSorted((a, b) => (a ?? 0) - (b ?? 0))
    expect(counts).toEqual(Array.from({ length: RACERS }, (_, index) => index + 1))
    const found = await expectOk(uploads.find(upload.id))
    expect(found?.files.map(({ id }) => id).toSorted()).toEqual(files.map(({ id }) => id).toSorted())
  })
}
