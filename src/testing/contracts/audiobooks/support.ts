import { ok } from 'neverthrow'
import type { Audiobook } from '../../../domain/audiobook/audiobook.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { type BookOptions, makeBook, type SeededBook } from '../../fixtures/seeded-book.ts'
import { expect } from '../../runner.ts'
import type { RepositoriesUnderTest } from '../repositories-under-test.ts'

export const RACERS = 20

export async function storeUpload(
  { uploads }: RepositoriesUnderTest,
  { upload, files }: Pick<SeededBook, 'upload' | 'files'>,
): Promise<void> {
  await expectOk(uploads.create(upload, null))
  await expectOk(uploads.change(upload.id, () => ok({ session: { upload, files }, discard: [] })))
}

/** A book whose upload is stored, ready to be created. */
export async function plan(
  repositories: RepositoriesUnderTest,
  options: Partial<BookOptions>,
  fields: Partial<Audiobook> = {},
): Promise<SeededBook> {
  const book = makeBook({ now: new Date(), ...options })
  await storeUpload(repositories, book)
  return { ...book, audiobook: { ...book.audiobook, ...fields } }
}

export async function given(
  repositories: RepositoriesUnderTest,
  options: Partial<BookOptions>,
  fields: Partial<Audiobook> = {},
): Promise<SeededBook> {
  const book = await plan(repositories, options, fields)
  expect(await expectOk(repositories.audiobooks.create(book, null))).toEqual({ outcome: 'created' })
  return book
}
