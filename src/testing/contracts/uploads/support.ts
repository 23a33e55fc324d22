import { ok } from 'neverthrow'
import type { Upload, UploadFile, UploadSession } from '../../../domain/upload/upload.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect } from '../../runner.ts'
import type { RepositoriesUnderTest } from '../repositories-under-test.ts'

export const RACERS = 20
export const MANY = 1000

export const addFiles =
  (...files: readonly UploadFile[]) =>
  (session: UploadSession) =>
    ok({ session: { ...session, files: [...session.files, ...files] }, discard: [] })

/** An upload with files, as the repository now has it. */
export async function given(
  { uploads }: RepositoriesUnderTest,
  upload: Upload,
  ...files: readonly UploadFile[]
) {
  expect(await expectOk(uploads.create(upload, null))).toEqual({ outcome: 'created' })
  if (files.length > 0) await expectOk(uploads.change(upload.id, addFiles(...files)))
  return upload
}
