import { expectOk } from '../../expect/expect-ok.ts'
import { newFile, newUpload, storedFile } from '../../fixtures/uploads.ts'
import { expect, test } from '../../runner.ts'
import type { CurrentRepositories } from '../repositories-under-test.ts'
import { addFiles, given, RACERS } from './support.ts'

export function receivingSuite(current: CurrentRepositories): void {
  test('counts the bytes of a file that is being received, never backwards', async () => {
    const { uploads } = current()
    const upload = newUpload()
    const file = newFile(upload, { updatedAt: new Date(1000) })
    await given(current(), upload, file)
    await expectOk(uploads.recordReceived(file.id, 4_000_000_000))
    await expectOk(uploads.recordReceived(file.id, 5))
    const found = (await expectOk(uploads.find(upload.id)))?.files[0]
    expect(found?.sizeBytes).toBe(4_000_000_000)
    expect(found?.updatedAt.getTime()).toBeGreaterThan(1000)
  })

  test('leaves a stored file and an unknown one alone', async () => {
    const { uploads } = current()
    const upload = newUpload()
    const file = storedFile(upload)
    await given(current(), upload, file)
    await expectOk(uploads.recordReceived(file.id, file.sizeBytes + 1))
    await expectOk(uploads.recordReceived(newFile(upload).id, 1))
    expect((await expectOk(uploads.find(upload.id)))?.files).toEqual([file])
  })

  test('does not fall back while other files change', async () => {
    const { uploads } = current()
    const upload = newUpload()
    const growing = newFile(upload)
    await given(current(), upload, growing)
    const changes = Array.from({ length: RACERS }, () => uploads.change(upload.id, addFiles(newFile(upload))))
    const received = Array.from({ length: RACERS }, (_, index) =>
      uploads.recordReceived(growing.id, index + 1),
    )
    await Promise.all([...changes, ...received].map((running) => expectOk<unknown, unknown>(running)))
    const found = await expectOk(uploads.find(upload.id))
    expect(found?.files.find(({ id }) => id === growing.id)?.sizeBytes).toBe(RACERS)
  })
}
