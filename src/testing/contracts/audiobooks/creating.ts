import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import type { Audiobook } from '../../../domain/audiobook/audiobook.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { makeBook, type SeededBook } from '../../fixtures/seeded-book.ts'
import { expect, test } from '../../runner.ts'
import type { CurrentRepositories } from '../repositories-under-test.ts'
import { given, plan, RACERS } from './support.ts'

export function creatingSuite(current: CurrentRepositories): void {
  test('stores book, chapters and jobs', async () => {
    const { audiobooks, countRows } = current()
    const details = {
      narrator: 'Né "Quoted"',
      description: 'Two\nlines',
      coverImageUrl: 'https://example.org/c.png',
      cover: { storageKey: 'uploads/x/y.cover.png', mediaType: 'image/png' },
      priority: 9,
      isPublic: true,
      transcription: { customVocabulary: ['Skerry "Vore"'], diarization: true, speakersCount: 2 },
    }
    const book = await given(current(), { chapterCount: 3, language: 'de' }, details)
    const { audiobook, chapters } = book
    expect(await expectOk(audiobooks.find(audiobook.id))).toEqual({ audiobook, chapters })
    expect(await countRows(audiobook.id)).toEqual({ chapters: 3, jobs: 9 })
  })

  test('knows nothing of what was never created', async () => {
    expect(await expectOk(current().audiobooks.find(uuidV7Ids.next()))).toBeNull()
  })

  test('finds many at once: each once, without those that are not there', async () => {
    const { audiobooks } = current()
    const books = [await given(current(), { chapterCount: 3 }), await given(current(), { chapterCount: 11 })]
    await given(current(), {})
    const ids = books.map(({ audiobook }) => audiobook.id)
    const found = await expectOk(audiobooks.findMany([...ids, uuidV7Ids.next(), ...ids]))
    const byId = (one: Pick<SeededBook, 'audiobook'>, other: Pick<SeededBook, 'audiobook'>) =>
      one.audiobook.id < other.audiobook.id ? -1 : 1
    expect(found.toSorted(byId)).toEqual(
      books.map(({ audiobook, chapters }) => ({ audiobook, chapters })).toSorted(byId),
    )
    expect(await expectOk(audiobooks.findMany([]))).toEqual([])
  })

  test('makes one book of an upload', async () => {
    const { audiobooks, countRows } = current()
    const { upload, files } = await given(current(), {})
    const other = { ...makeBook({ now: new Date() }) }
    const second = { ...other, audiobook: { ...other.audiobook, uploadId: upload.id } }
    const chapters = second.chapters.map((chapter) => ({ ...chapter, uploadFileId: files[0]?.id ?? '' }))
    const outcome = await expectOk(audiobooks.create({ ...second, chapters }, null))
    expect(outcome).toEqual({ outcome: 'upload_taken' })
    expect(await countRows(second.audiobook.id)).toEqual({ chapters: 0, jobs: 0 })
  })

  test('makes no book of an upload that is gone', async () => {
    const { audiobooks } = current()
    const outcome = await expectOk(audiobooks.create(makeBook({ now: new Date() }), null))
    expect(outcome).toEqual({ outcome: 'upload_taken' })
  })

  test('creates once for one idempotency key', async () => {
    const { audiobooks } = current()
    const key = { key: 'once', requestHash: 'hash' }
    const book = await plan(current(), { ownerId: 'once' })
    expect(await expectOk(audiobooks.create(book, key))).toEqual({ outcome: 'created' })
    const replayed = { outcome: 'replayed', existing: book.audiobook } as const
    const sameAgain = { ...book, audiobook: { ...book.audiobook, id: uuidV7Ids.next() } }
    expect(await expectOk(audiobooks.create(sameAgain, key))).toEqual(replayed)
    const other = await plan(current(), { ownerId: 'once' })
    const reused = await expectOk(audiobooks.create(other, { ...key, requestHash: 'other' }))
    expect(reused).toEqual({ outcome: 'key_reused' })
  })

  test('creates once however many send the same key at the same time', async () => {
    const { audiobooks, countRows } = current()
    const { upload, files } = await plan(current(), { ownerId: 'racers', chapterCount: 2 })
    const key = { key: 'race', requestHash: 'hash' }
    const candidates = Array.from({ length: RACERS }, () =>
      rebook(
        upload.id,
        files.map(({ id }) => id),
      ),
    )
    const outcomes = await Promise.all(candidates.map((book) => expectOk(audiobooks.create(book, key))))
    const winner = candidates[outcomes.findIndex(({ outcome }) => outcome === 'created')]
    const existing = winner?.audiobook as Audiobook
    expect(outcomes.filter(({ outcome }) => outcome !== 'created')).toEqual(
      Array.from({ length: RACERS - 1 }, () => ({ outcome: 'replayed', existing }) as const),
    )
    expect(await countRows(existing.id)).toEqual({ chapters: 2, jobs: 7 })
  })

  test('makes one book of an upload however many try at the same time', async () => {
    const { audiobooks } = current()
    const { upload, files } = await plan(current(), { ownerId: 'rivals', chapterCount: 2 })
    const candidates = Array.from({ length: RACERS }, () =>
      rebook(
        upload.id,
        files.map(({ id }) => id),
      ),
    )
    const outcomes = await Promise.all(candidates.map((book) => expectOk(audiobooks.create(book, null))))
    expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'upload_taken')).toHaveLength(RACERS - 1)
  })
}

/** Another book, with ids of its own, made of the given upload. */
function rebook(uploadId: string, fileIds: readonly string[]): SeededBook {
  const book = makeBook({ now: new Date(), ownerId: 'racers', chapterCount: fileIds.length })
  return {
    ...book,
    audiobook: { ...book.audiobook, uploadId },
    chapters: book.chapters.map((chapter, index) => ({ ...chapter, uploadFileId: fileIds[index] ?? '' })),
  }
}
