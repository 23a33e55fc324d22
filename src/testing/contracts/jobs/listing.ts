import type { Job } from '../../../domain/job/job.ts'
import type { JobFilter } from '../../../ports/repositories/jobs.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { addBookWithJobs, at, type Current, claim, complete, MINUTE_MS } from './support.ts'

export function listingSuite(current: Current): void {
  const list = async (filter: Partial<JobFilter>, limit = 100) =>
    (await expectOk(current().jobs.list({ ownerId: null, ...filter }, { after: null, limit }))).items
  const idsOf = (jobs: readonly { readonly id: string }[]) => jobs.map(({ id }) => id).toSorted()

  /** One of each: completed, failed (`broken`), cancelled by it, failed (`other`), pending; and one of another book. */
  async function fill() {
    const { jobs } = current()
    const book = await addBookWithJobs(current(), [
      {},
      { type: 'tag' },
      { type: 'embed', gate: [1] },
      { type: 'tag' },
      {},
    ])
    const elsewhere = await addBookWithJobs(current(), [{}])
    await complete(current(), at(book.ids, 0))
    for (const [place, code] of [
      [1, 'broken'],
      [3, 'other'],
    ] as const) {
      const held = await claim(current(), at(book.ids, place))
      await expectOk(jobs.fail(held, { kind: 'permanent', code, message: 'No.' }, 0))
    }
    return { book, elsewhere }
  }

  test('by owner, book, type, status and code', async () => {
    const { book, elsewhere } = await fill()
    const [done, broken, cancelled, other, pending] = [0, 1, 2, 3, 4].map((place) => at(book.ids, place))
    const cases: [Partial<JobFilter>, (string | undefined)[]][] = [
      [{}, [...book.ids, at(elsewhere.ids, 0)]],
      [{ audiobookId: book.audiobook.id }, [...book.ids]],
      [{ ownerId: book.audiobook.ownerId, status: 'completed' }, [done]],
      [{ ownerId: 'someone else' }, []],
      [{ status: 'failed' }, [broken, other]],
      [{ status: 'cancelled' }, [cancelled]],
      [{ type: 'tag' }, [broken, other]],
      [{ errorCode: 'broken' }, [broken]],
      [{ errorCode: 'broken', status: 'cancelled' }, []],
      [{ errorKind: 'permanent' }, [broken, other]],
      [{ errorKind: 'crash' }, []],
      [{ provider: 'llm' }, [broken, other]],
      [{ provider: 'embedder' }, [cancelled]],
      [{ provider: 'llm', type: 'embed' }, []],
      [{ ids: [String(done), String(other)] }, [done, other]],
      [{ ids: [String(done), String(other)], status: 'failed' }, [other]],
      [{ ids: [] }, []],
      [{ status: 'pending', audiobookId: book.audiobook.id }, [pending]],
    ]
    for (const [filter, expected] of cases) {
      expect([filter, idsOf(await list(filter))]).toEqual([filter, expected.map(String).toSorted()])
    }
  })

  test('by the time at which it ended', async () => {
    const { book } = await fill()
    const ended = (await list({})).flatMap((job) => ('completedAt' in job ? [job.completedAt.getTime()] : []))
    const soon = new Date(Math.max(...ended) + MINUTE_MS)
    const before = new Date(Math.min(...ended) - MINUTE_MS)
    const all = [0, 1, 2, 3].map((place) => at(book.ids, place)).toSorted()
    expect(idsOf(await list({ endedAfter: before }))).toEqual(all)
    expect(idsOf(await list({ endedAfter: before, endedBefore: soon }))).toEqual(all)
    expect(await list({ endedAfter: soon })).toEqual([])
    expect(await list({ endedBefore: before })).toEqual([])
  })

  test('newest first, in pages, whole jobs', async () => {
    const { jobs } = current()
    await fill()
    const whole = await list({})
    const order: readonly Job[] = [...whole].sort(
      (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
    )
    expect([...whole]).toEqual([...order])
    for (const job of whole) expect(await expectOk(jobs.find(job.id))).toEqual(job)
    const paged: Job[] = []
    for (let page = 0; page <= whole.length; page += 1) {
      const after = paged.at(-1) ?? null
      const { items, hasMore } = await expectOk(jobs.list({ ownerId: null }, { after, limit: 2 }))
      paged.push(...items)
      if (!hasMore) break
    }
    expect(paged).toEqual([...whole])
  })

  test('dead letters, page by page, and which of some ids are', async () => {
    const { jobs } = current()
    const { book } = await fill()
    const [broken, cancelled, other] = [1, 2, 3].map((place) => at(book.ids, place))
    const first = await expectOk(jobs.listFailed({ after: null, limit: 1 }))
    const rest = await expectOk(jobs.listFailed({ after: first.items[0] ?? null, limit: 1 }))
    expect([first.hasMore, rest.hasMore]).toEqual([true, false])
    const letters = [...first.items, ...rest.items]
    expect(idsOf(letters)).toEqual([broken, other].map(String).toSorted())
    for (const letter of letters) {
      const job = await expectOk(jobs.find(letter.id))
      expect(job?.type).toBe(letter.type)
      expect(job?.createdAt).toEqual(letter.createdAt)
      expect(job?.status === 'failed' ? job.completedAt : null).toEqual(letter.failedAt)
    }
    const asked = [...book.ids, crypto.randomUUID()]
    expect((await expectOk(jobs.filterFailed(asked))).toSorted()).toEqual(
      [broken, other].map(String).toSorted(),
    )
    expect(await expectOk(jobs.filterFailed([String(cancelled)]))).toEqual([])
    expect(await expectOk(jobs.filterFailed([]))).toEqual([])
  })

  test('failures by class, those of the filter alone, the largest first', async () => {
    const { jobs } = current()
    const { book } = await fill()
    const third = await addBookWithJobs(current(), [{ type: 'tag' }])
    const held = await claim(current(), at(third.ids, 0))
    await expectOk(jobs.fail(held, { kind: 'permanent', code: 'other', message: 'No.' }, 0))
    const count = async (filter: Partial<JobFilter>, limit = 10) =>
      (await expectOk(jobs.countFailures({ ownerId: null, ...filter }, limit))).map(
        ({ type, kind, code, count }) => [type, kind, code, count],
      )
    const classes = [
      ['tag', 'permanent', 'other', 2],
      ['tag', 'permanent', 'broken', 1],
    ]
    expect(await count({})).toEqual(classes)
    expect(await count({}, 1)).toEqual(classes.slice(0, 1))
    expect(await count({ audiobookId: third.audiobook.id })).toEqual([['tag', 'permanent', 'other', 1]])
    expect(await count({ errorCode: 'broken' })).toEqual(classes.slice(1))
    expect(await count({ provider: 'embedder' })).toEqual([])
    expect(await count({ ownerId: 'someone else' })).toEqual([])
    const [counted] = await expectOk(jobs.countFailures({ ownerId: null, errorCode: 'broken' }, 1))
    const broken = await expectOk(jobs.find(at(book.ids, 1)))
    expect(counted?.lastFailedAt).toEqual(broken?.status === 'failed' ? broken.completedAt : new Date(0))
  })
}
