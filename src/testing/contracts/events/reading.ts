import { setTimeout as sleep } from 'node:timers/promises'
import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import type { EventCursor } from '../../../ports/event-log.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { addClaimedBook } from '../../fixtures/claimed-book.ts'
import { makeBook } from '../../fixtures/seeded-book.ts'
import { expect, test } from '../../runner.ts'
import { type Current, readAll } from './support.ts'

const KEEP_ALL = { maxAgeMs: 3_600_000, maxEvents: 1_000_000 }

export function readingSuite(current: Current): void {
  test('pages of any size give every event once, in order, and then nothing', async () => {
    const library = current()
    const start = await expectOk(library.events.end())
    await library.addBook(makeBook({ now: library.now(), chapterCount: 5 }))
    const { events, cursor } = await readAll(library, start)
    expect(events.length).toBeGreaterThan(10)
    const positions = events.map(({ position }) => position)
    expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b))
    for (const limit of [1, 3, events.length]) {
      expect((await readAll(library, start, { ownerId: null }, limit)).events).toEqual(events)
    }
    expect(await readAll(library, cursor)).toEqual({ events: [], cursor })
    const middle = { ...start, position: positions[3] ?? 0 }
    expect((await readAll(library, middle)).events).toEqual(events.slice(4))
  })

  test('the end is after all that was committed', async () => {
    const library = current()
    const { claim } = await addClaimedBook(library)
    const end = await expectOk(library.events.end())
    expect((await readAll(library, end)).events).toEqual([])
    await expectOk(library.jobs.complete(claim))
    expect((await readAll(library, end)).events).toMatchObject([{ type: 'job.completed' }])
  })

  test('a filter lets through what it names, and its cursor passes over the rest', async () => {
    const library = current()
    const start = await expectOk(library.events.end())
    const mine = await addClaimedBook(library, { ownerId: 'me', chapterCount: 2 })
    const other = await addClaimedBook(library, { ownerId: 'you', chapterCount: 2 })
    const all = (await readAll(library, start)).events
    const read = (filter: Parameters<typeof readAll>[2]) => readAll(library, start, filter)
    expect((await read({ ownerId: 'me' })).events).toEqual(all.filter(({ ownerId }) => ownerId === 'me'))
    const ofBook = await read({ ownerId: null, audiobookId: other.audiobook.id })
    expect(ofBook.events).toEqual(
      all.filter((event) => 'audiobookId' in event && event.audiobookId === other.audiobook.id),
    )
    expect((await read({ ownerId: 'me', audiobookId: other.audiobook.id })).events).toEqual([])
    const started = await read({ ownerId: null, types: ['job.started', 'audiobook.failed'] })
    expect(started.events.map((event) => 'jobId' in event && event.jobId)).toEqual([
      mine.claim.jobId,
      other.claim.jobId,
    ])
    const ofUpload = await read({ ownerId: null, uploadId: mine.upload.id })
    expect(ofUpload.events.map(({ type }) => type)).not.toContain('audiobook.created')
    const end = (await read({ ownerId: null })).cursor
    for (const { cursor } of [ofBook, started, ofUpload]) expect(cursor).toEqual(end)
  })

  test('the oldest are removed by number and by age, and a reader that needs them is told so', async () => {
    const library = current()
    const start = await expectOk(library.events.end())
    await library.addBook(makeBook({ now: library.now(), chapterCount: 5 }))
    const { events, cursor } = await readAll(library, start)
    const at = (index: number): EventCursor => ({ ...start, position: events[index]?.position ?? 0 })
    expect(await expectOk(library.events.prune(KEEP_ALL, 1_000))).toBe(0)

    const kept = cursor.position - (events[2]?.position ?? 0)
    while ((await expectOk(library.events.prune({ ...KEEP_ALL, maxEvents: kept }, 2))) > 0);
    expect(await expectOk(library.events.read(at(1), 10))).toEqual({ outcome: 'reset', cursor })
    expect(await expectOk(library.events.read(start, 10))).toEqual({ outcome: 'reset', cursor })
    expect((await readAll(library, at(2))).events).toEqual(events.slice(3))

    await library.elapse(1)
    while ((await expectOk(library.events.prune({ ...KEEP_ALL, maxAgeMs: 0 }, 1_000))) > 0);
    expect(await expectOk(library.events.read(at(2), 10))).toEqual({ outcome: 'reset', cursor })
    expect((await readAll(library, cursor)).events).toEqual([])
    await addClaimedBook(library)
    expect((await readAll(library, cursor)).events.length).toBeGreaterThan(0)
  })

  test('a cursor of another log, or from beyond the end, is a reset', async () => {
    const library = current()
    const end = await expectOk(library.events.end())
    const elsewhere = [
      { ...end, log: uuidV7Ids.next() },
      { ...end, position: end.position + 1 },
    ]
    for (const cursor of elsewhere) {
      expect(await expectOk(library.events.read(cursor, 10))).toEqual({ outcome: 'reset', cursor: end })
    }
  })

  test('whoever reads while many write gets every event once, those of a job in their order', async () => {
    const library = current()
    const start = await expectOk(library.events.end())
    const books = await Promise.all(Array.from({ length: 12 }, () => addClaimedBook(library)))
    let isWriting = true
    const write = async () => {
      await Promise.all(
        books.map(async ({ claim, jobs, audiobook }) => {
          for (const fraction of [0.2, 0.4, 0.6]) await expectOk(library.jobs.saveProgress(claim, fraction))
          await expectOk(library.audiobooks.update(audiobook.id, { title: `Of ${claim.jobId}` }))
          await expectOk(library.jobs.complete(claim))
          await Promise.all(jobs.slice(1).map(({ id }) => expectOk(library.jobs.cancel(id))))
        }),
      )
      isWriting = false
    }
    const seen: string[] = []
    const follow = async () => {
      for (let cursor = start; ; ) {
        const isLast = !isWriting
        const page = await readAll(library, cursor)
        seen.push(...page.events.map((event) => `${event.position} ${event.type}`))
        cursor = page.cursor
        if (isLast) return
        await sleep(1)
      }
    }
    await Promise.all([write(), follow()])
    const all = (await readAll(library, start)).events
    expect(seen).toEqual(all.map((event) => `${event.position} ${event.type}`))
    for (const { claim } of books) {
      const ofJob = all.filter((event) => 'jobId' in event && event.jobId === claim.jobId)
      expect(ofJob.map(({ type }) => type)).toEqual([
        ...['job.created', 'job.started'],
        ...['job.progress', 'job.progress', 'job.progress', 'job.completed'],
      ] as (typeof ofJob)[number]['type'][])
    }
  })
}
