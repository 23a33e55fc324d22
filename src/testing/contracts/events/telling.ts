import { err, ok } from 'neverthrow'
import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import type { AudioMetadata } from '../../../domain/upload/audio-metadata.ts'
import { beginFile, endUpload, type StepResult, storeFile } from '../../../domain/upload/transitions.ts'
import type { UploadSession } from '../../../domain/upload/upload.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { addClaimedBook } from '../../fixtures/claimed-book.ts'
import { makeBook } from '../../fixtures/seeded-book.ts'
import { newUpload } from '../../fixtures/uploads.ts'
import { expect, test } from '../../runner.ts'
import type { LibraryUnderTest } from '../library-under-test.ts'
import { type Current, eventsOf, typesOf } from './support.ts'

const METADATA: AudioMetadata = {
  ...{ container: 'MPEG', codec: 'MP3', durationSeconds: 60, title: null, author: null, narrator: null },
  ...{ description: null, language: null, chapterMarks: [], cover: null },
}

const twoFiles = () => newUpload({ totalFiles: 2, totalSizeBytes: 1_000 })

const step = (library: LibraryUnderTest, uploadId: string, decide: (session: UploadSession) => StepResult) =>
  expectOk(library.uploads.change(uploadId, decide))

async function begin(library: LibraryUnderTest, uploadId: string, chapterNumber: number): Promise<string> {
  const fileId = uuidV7Ids.next()
  const file = {
    ...{ fileId, fileName: `${chapterNumber}.mp3`, storageKey: `uploads/${uploadId}/${fileId}.mp3` },
    ...{ mediaType: 'audio/mpeg', chapterNumber, chapterTitle: null, idempotencyKey: null },
  }
  await step(library, uploadId, (session) => beginFile(session, file, library.now()))
  return fileId
}

const store = (library: LibraryUnderTest, uploadId: string, fileId: string, sizeBytes: number) =>
  step(library, uploadId, (session) =>
    storeFile(
      session,
      { fileId, sizeBytes, sha256: 'ab', metadata: METADATA, chapterNumber: null, chapterTitle: null },
      library.now(),
    ),
  )

/** Which changes are told, and what is told of them. Those of jobs are compared with the domain in the jobs' suite. */
export function tellingSuite(current: Current): void {
  test('a book is made: it, then each of its jobs; of one that was made before nothing', async () => {
    const library = current()
    const { upload, audiobook, jobs } = makeBook({ now: library.now(), chapterCount: 2 })
    await expectOk(library.uploads.create(upload, null))
    const idempotency = { key: upload.id, requestHash: 'h' }
    const book = { audiobook, chapters: [], jobs: jobs.map((job) => ({ ...job, chapterId: null })) }
    const events = await eventsOf(library, () => expectOk(library.audiobooks.create(book, idempotency)))
    expect(typesOf(events)).toEqual(['audiobook.created', ...jobs.map(() => 'job.created' as const)])
    expect(events[0]).toMatchObject({
      ...{ audiobookId: audiobook.id, uploadId: upload.id, ownerId: 'owner' },
      data: { title: 'A Title', author: 'An Author', status: 'processing', statusReason: null },
    })
    expect(
      events
        .slice(1)
        .map((event) => ('jobId' in event ? event.jobId : null))
        .sort(),
    ).toEqual(jobs.map(({ id }) => id).sort())
    const again = () =>
      expectOk(
        library.audiobooks.create(
          { ...book, audiobook: { ...audiobook, id: uuidV7Ids.next() } },
          idempotency,
        ),
      )
    expect(await eventsOf(library, again)).toEqual([])
  })

  test('a book is edited and removed; an edit that changes nothing is none', async () => {
    const library = current()
    const { audiobook, claim } = await addClaimedBook(library)
    const edit = (title: string) => () => expectOk(library.audiobooks.update(audiobook.id, { title }))
    const [edited, ...more] = await eventsOf(library, edit('Another'))
    expect(edited).toMatchObject({ type: 'audiobook.updated', data: { title: 'Another' } })
    expect(more).toEqual([])
    expect(await eventsOf(library, edit('Another'))).toEqual([])
    const removed = await eventsOf(library, () => expectOk(library.audiobooks.remove(audiobook.id)))
    expect(typesOf(removed).toSorted()).toEqual(['audiobook.deleted', 'upload.deleted'])
    expect(removed.map(({ ownerId }) => ownerId)).toEqual(['owner', 'owner'])
    expect(await eventsOf(library, () => expectOk(library.jobs.complete(claim)))).toEqual([])
  })

  test('heartbeats, checkpoints, saved parts and refused reports are no events; progress is by the whole percent', async () => {
    const library = current()
    const { claim } = await addClaimedBook(library)
    const stale = { ...claim, epoch: claim.epoch + 1 }
    const silent = await eventsOf(library, async () => {
      await expectOk(library.jobs.renew([claim], 60_000))
      await expectOk(library.jobs.saveCheckpoint(claim, { part: 1 }))
      await expectOk(library.outputs.savePart(claim, 'part', 1))
      await expectOk(library.jobs.complete(stale))
      await expectOk(library.jobs.saveProgress(stale, 0.5))
    })
    expect(silent).toEqual([])
    const moved = await eventsOf(library, async () => {
      for (const fraction of [0.004, 0.25, 0.259, 0.1, 0.26]) {
        await expectOk(library.jobs.saveProgress(claim, fraction))
      }
    })
    expect(moved.map(({ type, data }) => [type, 'progress' in data && data.progress])).toEqual([
      ['job.progress', 0.25],
      ['job.progress', 0.26],
    ])
  })

  test('the last job completes, then its book', async () => {
    const library = current()
    const { audiobook, jobs } = await addClaimedBook(library)
    const [first, ...others] = jobs
    for (const { id } of others) await expectOk(library.jobs.cancel(id))
    const events = await eventsOf(library, () =>
      expectOk(library.jobs.complete({ jobId: first?.id ?? '', epoch: 1 })),
    )
    expect(typesOf(events)).toEqual(['job.completed', 'audiobook.failed'])
    expect(events[1]).toMatchObject({ audiobookId: audiobook.id, data: { status: 'failed' } })
  })

  test('an upload: created, bytes by the whole percent, each file, completed', async () => {
    const library = current()
    const upload = twoFiles()
    const events = await eventsOf(library, async () => {
      await expectOk(library.uploads.create(upload, null))
      const first = await begin(library, upload.id, 1)
      for (const bytes of [100, 101, 109, 110]) await expectOk(library.uploads.recordReceived(first, bytes))
      await store(library, upload.id, first, 400)
      await store(library, upload.id, await begin(library, upload.id, 2), 500)
      await expectOk(library.uploads.recordReceived(first, 450))
    })
    const gist = events.map(({ type, data }) =>
      'uploadedFiles' in data
        ? [type, data.status, data.uploadedFiles, data.uploadedSizeBytes, data.progress]
        : [],
    )
    expect(gist).toEqual([
      ['upload.created', 'pending', 0, 0, 0],
      ['upload.progress', 'uploading', 0, 0, 0],
      ['upload.progress', 'uploading', 0, 100, 0.1],
      ['upload.progress', 'uploading', 0, 110, 0.11],
      ['upload.file_received', 'uploading', 1, 400, 0.4],
      ['upload.file_received', 'uploading', 2, 900, 0.9],
      ['upload.completed', 'completed', 2, 900, 1],
    ])
    expect(events[4]).toMatchObject({
      ...{ uploadId: upload.id, ownerId: 'owner' },
      data: {
        totalFiles: 2,
        totalSizeBytes: 1_000,
        file: { name: '1.mp3', sizeBytes: 400, chapterNumber: 1 },
      },
    })
  })

  for (const end of ['failed', 'cancelled', 'expired'] as const) {
    test(`an upload that is ${end}, and removed`, async () => {
      const library = current()
      const upload = twoFiles()
      await expectOk(library.uploads.create(upload, null))
      await store(library, upload.id, await begin(library, upload.id, 1), 400)
      const events = await eventsOf(library, async () => {
        await step(library, upload.id, (session) => endUpload(session, end, 'Why.', library.now()))
        await expectOk(library.uploads.remove(upload.id))
      })
      expect(events).toMatchObject([
        { type: `upload.${end}`, data: { statusReason: 'Why.', uploadedFiles: 0, uploadedSizeBytes: 0 } },
        { type: 'upload.deleted', data: { status: end, progress: 0 } },
      ])
    })
  }

  test('what is rolled back or refused was never told', async () => {
    const library = current()
    const upload = twoFiles()
    await expectOk(library.uploads.create(upload, null))
    const events = await eventsOf(library, async () => {
      await expectOk(library.uploads.change(upload.id, () => err('no')))
      const bug = () => {
        throw new Error('a bug')
      }
      await Promise.resolve()
        .then(() => library.uploads.change(upload.id, bug))
        .catch(() => {})
      await expectOk(library.uploads.change(upload.id, (session) => ok({ session, discard: [] })))
    })
    expect(events).toEqual([])
  })
}
