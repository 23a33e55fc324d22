import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { err, ok } from 'neverthrow'
import type { Upload, UploadFile, UploadSession } from '../../src/domain/upload/upload.ts'
import type { Page, TimeCursor } from '../../src/ports/repositories/page.ts'
import { expectOk } from '../support/expect-ok.ts'
import {
  REPOSITORY_SETUP_MS,
  type RepositoriesUnderTest,
  type RepositoryContract,
} from '../support/repositories.ts'
import { makeBook } from '../support/seeded-book.ts'
import { newFile, newUpload, storedFile } from '../support/upload-fixtures.ts'

type Subject = () => RepositoriesUnderTest

const RACERS = 20
const HOUR_MS = 3_600_000
const MANY = 1000

/** What every `UploadRepository` does. */
export function uploadsContract({ name, create }: RepositoryContract): void {
  describe(`uploads contract: ${name}`, () => {
    let opened: RepositoriesUnderTest
    beforeAll(async () => {
      opened = await create()
    }, REPOSITORY_SETUP_MS)
    afterAll(() => opened.close())

    creationTests(() => opened)
    listTests(() => opened)
    changeTests(() => opened)
    receivingTests(() => opened)
    idleTests(() => opened)
    removalTests(() => opened)
  })
}

const addFiles =
  (...files: readonly UploadFile[]) =>
  (session: UploadSession) =>
    ok({ session: { ...session, files: [...session.files, ...files] }, discard: [] })

/** An upload with files, as the repository now has it. */
async function given({ uploads }: RepositoriesUnderTest, upload: Upload, ...files: readonly UploadFile[]) {
  expect(await expectOk(uploads.create(upload, null))).toEqual({ outcome: 'created' })
  if (files.length > 0) await expectOk(uploads.change(upload.id, addFiles(...files)))
  return upload
}

function creationTests(subject: Subject): void {
  test('gives back what was stored', async () => {
    const { uploads } = subject()
    const upload = newUpload({ statusReason: 'a reason', completedAt: new Date(0), ownerId: "o'wner" })
    const files = [newFile(upload), storedFile(upload)]
    await given(subject(), upload, ...files)
    expect(await expectOk(uploads.find(upload.id))).toEqual({ upload, files })
  })

  test('knows nothing of what was never created', async () => {
    expect(await expectOk(subject().uploads.find(newUpload().id))).toBeNull()
  })

  test('creates once for one idempotency key', async () => {
    const { uploads } = subject()
    const key = { key: 'once', requestHash: 'hash' }
    const first = newUpload({ ownerId: 'once' })
    expect(await expectOk(uploads.create(first, key))).toEqual({ outcome: 'created' })
    const again = await expectOk(uploads.create(newUpload({ ownerId: 'once' }), key))
    expect(again).toEqual({ outcome: 'replayed', existing: first })
    const different = { ...key, requestHash: 'other' }
    const reused = await expectOk(uploads.create(newUpload({ ownerId: 'once' }), different))
    expect(reused).toEqual({ outcome: 'key_reused' })
    const stranger = await expectOk(uploads.create(newUpload({ ownerId: 'other' }), different))
    expect(stranger).toEqual({ outcome: 'created' })
  })

  test('creates once however many send the same key at the same time', async () => {
    const { uploads } = subject()
    const candidates = Array.from({ length: RACERS }, () => newUpload({ ownerId: 'racers' }))
    const outcomes = await Promise.all(
      candidates.map((upload) => expectOk(uploads.create(upload, { key: 'race', requestHash: 'hash' }))),
    )
    const winner = candidates[outcomes.findIndex(({ outcome }) => outcome === 'created')]
    const replayed = outcomes.filter(({ outcome }) => outcome !== 'created')
    expect(replayed).toEqual(
      Array.from({ length: RACERS - 1 }, () => ({ outcome: 'replayed', existing: winner as Upload })),
    )
    const page = await expectOk(uploads.list({ ownerId: 'racers' }, { after: null, limit: 100 }))
    expect(page).toEqual({ items: [winner as Upload], hasMore: false })
  })

  test('frees the key with the upload', async () => {
    const { uploads } = subject()
    const key = { key: 'freed', requestHash: 'hash' }
    const first = newUpload()
    await expectOk(uploads.create(first, key))
    await expectOk(uploads.remove(first.id))
    expect(await expectOk(uploads.create(newUpload(), key))).toEqual({ outcome: 'created' })
  })
}

function listTests(subject: Subject): void {
  test('pages through all, newest first, without repeats, though times are equal', async () => {
    const { uploads } = subject()
    const times = [new Date(3000), new Date(2000), new Date(1000)]
    const all = times.flatMap((createdAt) =>
      Array.from({ length: 9 }, () => newUpload({ ownerId: 'pages', createdAt })),
    )
    for (const upload of all.toReversed()) await given(subject(), upload)
    const sizes: number[] = []
    const seen: Upload[] = []
    let after: TimeCursor | null = null
    for (let hasMore = true; hasMore && sizes.length < MANY; ) {
      const page: Page<Upload> = await expectOk(uploads.list({ ownerId: 'pages' }, { after, limit: 4 }))
      seen.push(...page.items)
      sizes.push(page.items.length)
      after = page.items.at(-1) ?? null
      hasMore = page.hasMore
    }
    expect(sizes).toEqual([4, 4, 4, 4, 4, 4, 3])
    const newestFirst = all.toSorted(
      (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
    )
    expect(seen.map(({ id }) => id)).toEqual(newestFirst.map(({ id }) => id))
  })

  test('keeps owners and statuses apart', async () => {
    const { uploads } = subject()
    const mine = await given(subject(), newUpload({ ownerId: 'mine' }))
    const done = await given(subject(), newUpload({ ownerId: 'mine', status: 'completed' }))
    const theirs = await given(subject(), newUpload({ ownerId: 'theirs' }))
    const ids = async (filter: Parameters<typeof uploads.list>[0]) =>
      (await expectOk(uploads.list(filter, { after: null, limit: 100 }))).items.map(({ id }) => id)
    expect((await ids({ ownerId: 'mine' })).toSorted()).toEqual([mine.id, done.id].toSorted())
    expect(await ids({ ownerId: 'mine', status: 'completed' })).toEqual([done.id])
    expect(await ids({ ownerId: null })).toEqual(expect.arrayContaining([mine.id, done.id, theirs.id]))
  })
}

function changeTests(subject: Subject): void {
  test('inserts, updates and deletes files, and records what is no longer needed', async () => {
    const { uploads, discards } = subject()
    const upload = newUpload()
    const [kept, changed, gone] = [storedFile(upload), newFile(upload), newFile(upload)]
    await given(subject(), upload, kept, changed, gone)
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
    const { uploads } = subject()
    const upload = newUpload()
    const files = [newFile(upload, { chapterNumber: 1 }), newFile(upload, { chapterNumber: 2 })]
    await given(subject(), upload, ...files)
    const traded = files.map((file) => ({ ...file, chapterNumber: file.chapterNumber === 1 ? 2 : 1 }))
    await expectOk(uploads.change(upload.id, () => ok({ session: { upload, files: traded }, discard: [] })))
    expect((await expectOk(uploads.find(upload.id)))?.files).toEqual(traded)
  })

  test('keeps text that a database may refuse out of harm', async () => {
    const { uploads } = subject()
    const upload = newUpload()
    const file = storedFile(upload, { chapterTitle: 'nul \0 and half \ud83d pair' })
    await given(subject(), upload, file)
    const found = await expectOk(uploads.find(upload.id))
    expect(found?.files[0]?.chapterTitle).toStartWith('nul ')
  })

  test('writes nothing when refused', async () => {
    const { uploads } = subject()
    const upload = newUpload()
    const file = newFile(upload)
    await given(subject(), upload, file)
    const answer = await expectOk(uploads.change(upload.id, () => err('refused' as const)))
    expect(answer?._unsafeUnwrapErr()).toBe('refused')
    expect(await expectOk(uploads.find(upload.id))).toEqual({ upload, files: [file] })
  })

  test('writes nothing when deciding throws', async () => {
    const { uploads } = subject()
    const upload = await given(subject(), newUpload())
    const broken = async () =>
      uploads.change(upload.id, () => {
        throw new Error('a bug')
      })
    await expect(broken()).rejects.toThrow('a bug')
    expect(await expectOk(uploads.find(upload.id))).toEqual({ upload, files: [] })
  })

  test('answers null when there is no such upload', async () => {
    expect(await expectOk(subject().uploads.change(newUpload().id, addFiles()))).toBeNull()
  })

  test('loses nothing of changes that race', async () => {
    const { uploads } = subject()
    const upload = await given(subject(), newUpload({ totalFiles: RACERS }))
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

function receivingTests(subject: Subject): void {
  test('counts the bytes of a file that is being received, never backwards', async () => {
    const { uploads } = subject()
    const upload = newUpload()
    const file = newFile(upload, { updatedAt: new Date(1000) })
    await given(subject(), upload, file)
    await expectOk(uploads.recordReceived(file.id, 4_000_000_000))
    await expectOk(uploads.recordReceived(file.id, 5))
    const found = (await expectOk(uploads.find(upload.id)))?.files[0]
    expect(found?.sizeBytes).toBe(4_000_000_000)
    expect(found?.updatedAt.getTime()).toBeGreaterThan(1000)
  })

  test('leaves a stored file and an unknown one alone', async () => {
    const { uploads } = subject()
    const upload = newUpload()
    const file = storedFile(upload)
    await given(subject(), upload, file)
    await expectOk(uploads.recordReceived(file.id, file.sizeBytes + 1))
    await expectOk(uploads.recordReceived(newFile(upload).id, 1))
    expect((await expectOk(uploads.find(upload.id)))?.files).toEqual([file])
  })

  test('does not fall back while other files change', async () => {
    const { uploads } = subject()
    const upload = newUpload()
    const growing = newFile(upload)
    await given(subject(), upload, growing)
    const changes = Array.from({ length: RACERS }, () => uploads.change(upload.id, addFiles(newFile(upload))))
    const received = Array.from({ length: RACERS }, (_, index) =>
      uploads.recordReceived(growing.id, index + 1),
    )
    await Promise.all([...changes, ...received].map((running) => expectOk<unknown, unknown>(running)))
    const found = await expectOk(uploads.find(upload.id))
    expect(found?.files.find(({ id }) => id === growing.id)?.sizeBytes).toBe(RACERS)
  })
}

function idleTests(subject: Subject): void {
  test('finds what nobody touched, longest idle first', async () => {
    const { uploads } = subject()
    const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS)
    const add = (fields: Partial<Upload>, ...files: readonly Partial<UploadFile>[]) => {
      const upload = newUpload(fields)
      return given(subject(), upload, ...files.map((file) => newFile(upload, file)))
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

function removalTests(subject: Subject): void {
  test('removes a session and records all objects of its files', async () => {
    const { uploads, discards } = subject()
    const upload = newUpload()
    const [stored, receiving] = [storedFile(upload), newFile(upload)]
    await given(subject(), upload, stored, receiving)
    expect(await expectOk(uploads.remove(upload.id))).toBe('removed')
    expect(await expectOk(uploads.find(upload.id))).toBeNull()
    const cover = stored.metadata?.cover?.storageKey
    const keys = await expectOk(discards.list(MANY))
    expect(keys).toEqual(expect.arrayContaining([stored.storageKey, receiving.storageKey, cover ?? '']))
    expect(await expectOk(uploads.remove(upload.id))).toBe('not_found')
  })

  test('leaves a session alone that a book is made of', async () => {
    const { uploads, audiobooks } = subject()
    const book = makeBook({ now: new Date() })
    await given(subject(), book.upload, ...book.files)
    await expectOk(audiobooks.create(book, null))
    expect(await expectOk(uploads.remove(book.upload.id))).toBe('in_use')
    expect(await expectOk(uploads.find(book.upload.id))).toEqual({ upload: book.upload, files: book.files })
  })
}
