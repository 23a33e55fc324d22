import { ok } from 'neverthrow'
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

  test('a receiver that gives no sign of life abandons its file, until it gives one', async () => {
    const { uploads, endReceivingLease } = current()
    const upload = newUpload()
    const [lost, alive] = [newFile(upload), newFile(upload)]
    await given(current(), upload, lost, alive)
    const abandoned = async () => {
      const found = await expectOk(uploads.find(upload.id))
      return found?.files.filter(({ isAbandoned }) => isAbandoned).map(({ id }) => id)
    }
    expect(await abandoned()).toEqual([])
    await endReceivingLease(lost.id)
    expect(await abandoned()).toEqual([lost.id])
    expect(await expectOk(uploads.findFile(lost.id))).toEqual({ ...lost, isAbandoned: true })
    let decidedOn: readonly boolean[] = []
    await expectOk(
      uploads.change(upload.id, (session) => {
        decidedOn = session.files.map(({ isAbandoned }) => isAbandoned)
        return ok({ session, discard: [] })
      }),
    )
    expect(decidedOn).toEqual([true, false])
    expect(await abandoned()).toEqual([lost.id])
    await expectOk(uploads.recordReceived(lost.id, 1))
    expect(await abandoned()).toEqual([])
  })

  test('a stored file is nobody’s to take', async () => {
    const { uploads, endReceivingLease } = current()
    const upload = newUpload()
    const file = storedFile(upload)
    await given(current(), upload, file)
    await endReceivingLease(file.id)
    expect(await expectOk(uploads.findFile(file.id))).toEqual(file)
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
