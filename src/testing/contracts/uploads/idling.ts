import type { Upload, UploadFile } from '../../../domain/upload/upload.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { newFile, newUpload } from '../../fixtures/uploads.ts'
import { expect, test } from '../../runner.ts'
import type { CurrentRepositories } from '../repositories-under-test.ts'
import { given, MANY } from './support.ts'

const HOUR_MS = 3_600_000

export function idlingSuite(current: CurrentRepositories): void {
  test('finds what nobody touched, longest idle first', async () => {
    const { uploads } = current()
    const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS)
    const add = (fields: Partial<Upload>, ...files: readonly Partial<UploadFile>[]) => {
      const upload = newUpload(fields)
      return given(current(), upload, ...files.map((file) => newFile(upload, file)))
    }
    const waiting = await add({ status: 'pending', updatedAt: ago(6) })
    const oldest = await add({ status: 'uploading', updatedAt: ago(9) })
    const alive = await add({ status: 'uploading', updatedAt: ago(9) }, { updatedAt: ago(0) })
    const finished = await add({ status: 'completed', updatedAt: ago(9) })
    const leftBehind = await add({ status: 'cancelled', updatedAt: ago(0) }, { updatedAt: ago(7) })
    const fresh = await add({ status: 'pending', updatedAt: ago(4) })
    const idle = await expectOk(uploads.listIdle(5 * HOUR_MS, MANY))
    const ours = [waiting, oldest, alive, finished, leftBehind, fresh].map(({ id }) => id)
    expect(idle.filter((id) => ours.includes(id))).toEqual([oldest.id, leftBehind.id, waiting.id])
    expect(await expectOk(uploads.listIdle(5 * HOUR_MS, 1))).toHaveLength(1)
  })
}
