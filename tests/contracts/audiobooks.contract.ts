import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { ok } from 'neverthrow'
import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import type { Audiobook } from '../../src/domain/audiobook/audiobook.ts'
import type { AudiobookListRequest } from '../../src/ports/repositories/audiobooks.ts'
import type { Page } from '../../src/ports/repositories/page.ts'
import { expectOk } from '../support/expect-ok.ts'
import {
  REPOSITORY_SETUP_MS,
  type RepositoriesUnderTest,
  type RepositoryContract,
} from '../support/repositories.ts'
import { type BookOptions, makeBook, type SeededBook } from '../support/seeded-book.ts'
import { storedFile } from '../support/upload-fixtures.ts'

type Subject = () => RepositoriesUnderTest

const RACERS = 20
const MAX_PAGES = 100

/** What every `AudiobookRepository` does. */
export function audiobooksContract({ name, create }: RepositoryContract): void {
  describe(`audiobooks contract: ${name}`, () => {
    let opened: RepositoriesUnderTest
    beforeAll(async () => {
      opened = await create()
    }, REPOSITORY_SETUP_MS)
    afterAll(() => opened.close())

    creationTests(() => opened)
    listTests(() => opened)
    updateTests(() => opened)
    removalTests(() => opened)
  })
}

async function storeUpload(
  { uploads }: RepositoriesUnderTest,
  { upload, files }: Pick<SeededBook, 'upload' | 'files'>,
): Promise<void> {
  await expectOk(uploads.create(upload, null))
  await expectOk(uploads.change(upload.id, () => ok({ session: { upload, files }, discard: [] })))
}

/** A book whose upload is stored, ready to be created. */
async function plan(
  repositories: RepositoriesUnderTest,
  options: Partial<BookOptions>,
  fields: Partial<Audiobook> = {},
): Promise<SeededBook> {
  const book = makeBook({ now: new Date(), ...options })
  await storeUpload(repositories, book)
  return { ...book, audiobook: { ...book.audiobook, ...fields } }
}

async function given(
  repositories: RepositoriesUnderTest,
  options: Partial<BookOptions>,
  fields: Partial<Audiobook> = {},
): Promise<SeededBook> {
  const book = await plan(repositories, options, fields)
  expect(await expectOk(repositories.audiobooks.create(book, null))).toEqual({ outcome: 'created' })
  return book
}

function creationTests(subject: Subject): void {
  test('stores book, chapters and jobs', async () => {
    const { audiobooks, countRows } = subject()
    const details = {
      narrator: 'Né "Quoted"',
      description: 'Two\nlines',
      coverImageUrl: 'https://example.org/c.png',
      cover: { storageKey: 'uploads/x/y.cover.png', mediaType: 'image/png' },
      priority: 9,
      isPublic: true,
      transcription: { customVocabulary: ['Skerry "Vore"'], diarization: true, speakersCount: 2 },
    }
    const book = await given(subject(), { chapterCount: 3, language: 'de' }, details)
    const { audiobook, chapters } = book
    expect(await expectOk(audiobooks.find(audiobook.id))).toEqual({ audiobook, chapters })
    expect(await countRows(audiobook.id)).toEqual({ chapters: 3, jobs: 9 })
  })

  test('knows nothing of what was never created', async () => {
    expect(await expectOk(subject().audiobooks.find(uuidV7Ids.next()))).toBeNull()
  })

  test('makes one book of an upload', async () => {
    const { audiobooks, countRows } = subject()
    const { upload, files } = await given(subject(), {})
    const other = { ...makeBook({ now: new Date() }) }
    const second = { ...other, audiobook: { ...other.audiobook, uploadId: upload.id } }
    const chapters = second.chapters.map((chapter) => ({ ...chapter, uploadFileId: files[0]?.id ?? '' }))
    const outcome = await expectOk(audiobooks.create({ ...second, chapters }, null))
    expect(outcome).toEqual({ outcome: 'upload_taken' })
    expect(await countRows(second.audiobook.id)).toEqual({ chapters: 0, jobs: 0 })
  })

  test('makes no book of an upload that is gone', async () => {
    const { audiobooks } = subject()
    const outcome = await expectOk(audiobooks.create(makeBook({ now: new Date() }), null))
    expect(outcome).toEqual({ outcome: 'upload_taken' })
  })

  test('creates once for one idempotency key', async () => {
    const { audiobooks } = subject()
    const key = { key: 'once', requestHash: 'hash' }
    const book = await plan(subject(), { ownerId: 'once' })
    expect(await expectOk(audiobooks.create(book, key))).toEqual({ outcome: 'created' })
    const replayed = { outcome: 'replayed', existing: book.audiobook } as const
    const sameAgain = { ...book, audiobook: { ...book.audiobook, id: uuidV7Ids.next() } }
    expect(await expectOk(audiobooks.create(sameAgain, key))).toEqual(replayed)
    const other = await plan(subject(), { ownerId: 'once' })
    const reused = await expectOk(audiobooks.create(other, { ...key, requestHash: 'other' }))
    expect(reused).toEqual({ outcome: 'key_reused' })
  })

  test('creates once however many send the same key at the same time', async () => {
    const { audiobooks, countRows } = subject()
    const { upload, files } = await plan(subject(), { ownerId: 'racers', chapterCount: 2 })
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
    const { audiobooks } = subject()
    const { upload, files } = await plan(subject(), { ownerId: 'rivals', chapterCount: 2 })
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

async function readAll(
  { audiobooks }: RepositoriesUnderTest,
  ownerId: string,
  order: Pick<AudiobookListRequest, 'sort' | 'direction'>,
): Promise<string[]> {
  const seen: string[] = []
  let after: AudiobookListRequest['after'] = null
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, hasMore }: Page<Audiobook> = await expectOk(
      audiobooks.list({ ownerId }, { ...order, after, limit: 4 }),
    )
    seen.push(...items.map(({ id }) => id))
    const last = items.at(-1)
    if (!hasMore || !last) return seen
    after = { id: last.id, value: order.sort === 'title' ? last.title : last.createdAt.toISOString() }
  }
  throw new Error('pages without end')
}

function listTests(subject: Subject): void {
  test.each([
    { sort: 'created_at', direction: 'asc' },
    { sort: 'created_at', direction: 'desc' },
    { sort: 'title', direction: 'asc' },
    { sort: 'title', direction: 'desc' },
  ] as const)(
    'pages through all by $sort $direction, without repeats, though values are equal',
    async (order) => {
      const ownerId = `${order.sort} ${order.direction}`
      const books: Audiobook[] = []
      for (const [index, title] of [
        'alpha',
        'Beta',
        'beta',
        'Alpha',
        'gamma_1',
        'gamma 1',
        '100 %',
        '100 %',
        'Beta',
      ].entries()) {
        const createdAt = new Date(1000 * (index % 3))
        const { audiobook } = await given(subject(), { ownerId }, { title, createdAt })
        books.push(audiobook)
      }
      const sign = order.direction === 'asc' ? 1 : -1
      const keyOf = (book: Audiobook) =>
        order.sort === 'title' ? book.title.toLowerCase() : book.createdAt.toISOString()
      const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1)
      const expected = books.toSorted((a, b) => sign * (compare(keyOf(a), keyOf(b)) || compare(a.id, b.id)))
      expect(await readAll(subject(), ownerId, order)).toEqual(expected.map(({ id }) => id))
    },
  )

  test('filters by owner, status and text, in which nothing is a wildcard', async () => {
    const { audiobooks } = subject()
    const add = async (fields: Partial<Audiobook>, ownerId = 'filters') =>
      (await given(subject(), { ownerId }, fields)).audiobook.id
    const ferry = await add({ title: 'The Ferry', author: 'Ann Öst' })
    const percent = await add({ title: '100% True', author: 'b_b', status: 'completed' })
    const other = await add({ title: 'The Ferry' }, 'filters elsewhere')
    const ids = async (filter: Parameters<typeof audiobooks.list>[0]) => {
      const request = { sort: 'title', direction: 'asc', after: null, limit: 100 } as const
      return (await expectOk(audiobooks.list(filter, request))).items.map(({ id }) => id)
    }
    expect(await ids({ ownerId: 'filters' })).toEqual([percent, ferry])
    expect(await ids({ ownerId: 'filters', status: 'completed' })).toEqual([percent])
    expect(await ids({ ownerId: 'filters', text: 'FERRY' })).toEqual([ferry])
    expect(await ids({ ownerId: 'filters', text: 'ann ö' })).toEqual([ferry])
    expect(await ids({ ownerId: 'filters', text: 'ann Ö' })).toEqual([ferry])
    expect(await ids({ ownerId: 'filters', text: '%' })).toEqual([percent])
    expect(await ids({ ownerId: 'filters', text: '_' })).toEqual([percent])
    expect((await ids({ ownerId: null, text: 'the ferry' })).toSorted()).toEqual([ferry, other].toSorted())
  })
}

function updateTests(subject: Subject): void {
  test('changes what the patch names and nothing else', async () => {
    const { audiobooks } = subject()
    const past = new Date(1000)
    const { audiobook } = await given(subject(), { now: past }, { narrator: 'N', description: 'D' })
    const patch = { title: 'New', narrator: null, isPublic: true }
    const updated = await expectOk(audiobooks.update(audiobook.id, patch))
    expect(updated?.updatedAt.getTime()).toBeGreaterThan(past.getTime())
    expect(updated).toEqual({ ...audiobook, ...patch, updatedAt: updated?.updatedAt ?? past })
    expect((await expectOk(audiobooks.find(audiobook.id)))?.audiobook).toEqual(updated as Audiobook)
  })

  test('answers the book as it is to an empty patch, null for an unknown book', async () => {
    const { audiobooks } = subject()
    const { audiobook } = await given(subject(), {})
    expect(await expectOk(audiobooks.update(audiobook.id, {}))).toEqual(audiobook)
    expect(await expectOk(audiobooks.update(uuidV7Ids.next(), {}))).toBeNull()
    expect(await expectOk(audiobooks.update(uuidV7Ids.next(), { title: 'x' }))).toBeNull()
  })
}

function removalTests(subject: Subject): void {
  test('removes the book, its upload and all that hangs on them; records its objects', async () => {
    const { audiobooks, uploads, discards, countRows } = subject()
    const seeded = makeBook({ now: new Date(), chapterCount: 1 })
    const [bare] = seeded.files
    const file = storedFile(seeded.upload, { id: bare?.id ?? '' })
    await storeUpload(subject(), { upload: seeded.upload, files: [file] })
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
    const { audiobooks, countRows } = subject()
    const [gone, kept] = [await given(subject(), {}), await given(subject(), {})]
    await expectOk(audiobooks.remove(gone.audiobook.id))
    expect(await countRows(kept.audiobook.id)).toEqual({ chapters: 1, jobs: 4 })
    expect((await expectOk(audiobooks.find(kept.audiobook.id)))?.audiobook).toEqual(kept.audiobook)
  })

  test('answers one of those who remove a book at the same time', async () => {
    const { audiobooks } = subject()
    const { audiobook } = await given(subject(), { chapterCount: 2 })
    const answers = await Promise.all(
      Array.from({ length: RACERS }, () => expectOk(audiobooks.remove(audiobook.id))),
    )
    expect(answers.filter((answer) => answer !== null)).toHaveLength(1)
  })
}
