import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import type { SeededBook } from '../../src/testing/fixtures/seeded-book.ts'
import { addBook, createTestApi, readProblem, type TestApi } from '../support/http-api.ts'

const BOOKS = '/admin/audiobooks'
const post = (api: TestApi, path: string, json: unknown, headers: Record<string, string> = {}) =>
  api.call(path, { method: 'POST', json, headers })

async function read<T>(response: Response, status = 200): Promise<T> {
  const text = await response.text()
  if (response.status !== status) throw new Error(`${response.status}: ${text}`)
  return JSON.parse(text) as T
}

async function complete(api: TestApi, book: SeededBook): Promise<void> {
  for (const { id } of book.jobs) {
    await expectOk(api.deps.reporter.start(id, 'w'))
    await expectOk(api.deps.reporter.complete({ jobId: id, epoch: 1 }))
  }
  await expectOk(api.deps.queue.drop(book.jobs))
}

const asOwner = (ownerId: string) =>
  createTestApi({
    tokens: {
      verifyAdmin: () => okAsync({ ownerId, seesAll: false }),
      verifyWorker: () => errAsync({ reason: 'invalid_token' }),
    },
  })

describe('making many books', () => {
  interface Batch {
    created: number
    failed: number
    items: {
      index: number
      status: number
      audiobook_id: string | null
      jobs_created: number
      code: string | null
    }[]
  }

  test('each item by itself; the same key makes nothing twice and tries again what failed', async () => {
    const api = createTestApi()
    const [one, two, taken] = [false, false, true].map((withBook) => addBook(api, { withBook }))
    const items = [one, taken, two].map((book) => ({
      ...{ upload_id: book?.upload.id, title: 'A Title', author: 'An Author', priority: 3 },
    }))
    const body = { items: [...items, { ...items[0], upload_id: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11' }] }
    const send = () => post(api, `${BOOKS}/batch`, body, { 'idempotency-key': 'k' })
    const first = await read<Batch>(await send())
    expect(first).toMatchObject({ created: 2, failed: 2 })
    expect(
      first.items.map(({ index, status, jobs_created, code }) => [index, status, jobs_created, code]),
    ).toEqual([
      [0, 201, 4, null],
      [1, 409, 0, 'upload_in_use'],
      [2, 201, 4, null],
      [3, 404, 0, 'upload_not_found'],
    ])
    expect((await expectOk(api.deps.queue.counts())).transcribe.ready).toBe(2)
    const books = api.state.audiobooks.size
    expect(await read<Batch>(await send())).toEqual(first)
    expect(api.state.audiobooks.size).toBe(books)
    const other = { items: [{ ...items[0], title: 'Another' }] }
    const reused = await read<Batch>(await post(api, `${BOOKS}/batch`, other, { 'idempotency-key': 'k' }))
    expect(reused.items[0]).toMatchObject({ status: 409, code: 'idempotency_key_reused' })
  })

  test('a malformed item, none, or too many: nothing is made', async () => {
    const api = createTestApi()
    const { upload } = addBook(api, { withBook: false })
    const good = { upload_id: upload.id, title: 'T', author: 'A' }
    for (const items of [[good, { ...good, priority: 11 }], [], Array.from({ length: 101 }, () => good)]) {
      expect((await readProblem(await post(api, `${BOOKS}/batch`, { items }), 400)).code).toBe(
        'validation_failed',
      )
    }
    expect(api.state.audiobooks.size).toBe(0)
  })
})

describe('reprocessing', () => {
  interface Reprocessed {
    outcome: string
    jobs: { job_type: string; waiting_for: string[] }[]
  }

  test('one book: forced stages go round again, outputs stay; a dry run only tells', async () => {
    const api = createTestApi()
    const book = addBook(api)
    const path = `${BOOKS}/${book.audiobook.id}/reprocess`
    const busy = await post(api, path, { stages: ['tag'], force: true })
    expect((await readProblem(busy, 409)).code).toBe('audiobook_processing')
    await complete(api, book)
    const ask = { stages: ['summarize', 'tag'], force: true }
    const told = await read<Reprocessed>(await post(api, path, { ...ask, dry_run: true }), 202)
    expect(told.jobs.map(({ job_type }) => job_type)).toEqual(['summarize', 'tag'])
    expect(api.state.audiobooks.get(book.audiobook.id)?.status).toBe('completed')
    const idle = await read<Reprocessed>(await post(api, path, { stages: ['tag'] }), 202)
    expect(idle).toMatchObject({ outcome: 'reprocessed', jobs: [] })
    const done = await read<Reprocessed>(await post(api, path, ask), 202)
    expect(done.jobs.map(({ job_type }) => job_type)).toEqual(['summarize', 'tag'])
    const counts = await expectOk(api.deps.queue.counts())
    expect([counts.summarize.ready, counts.tag.ready, counts.embed.ready]).toEqual([1, 1, 0])
    for (const wrong of [{}, { stages: [] }, { stages: ['index'] }, { ...ask, forse: true }]) {
      expect((await readProblem(await post(api, path, wrong), 400)).code).toBe('validation_failed')
    }
  })

  test('many books, page by page; those under way are left alone', async () => {
    const api = createTestApi()
    const books = Array.from({ length: 3 }, () => addBook(api))
    for (const book of books.slice(0, 2)) await complete(api, book)
    type Answer = {
      has_more: boolean
      next: string | null
      books: { audiobook_id: string; outcome: string }[]
    }
    const outcomes = new Map<string, string>()
    let after: string | null = null
    for (let calls = 0; calls < 5; calls += 1) {
      const ask: object = { stages: ['tag'], force: true, limit: 1, q: 'tITLE', ...(after && { after }) }
      const answer = await read<Answer>(await post(api, `${BOOKS}/reprocess`, ask))
      for (const { audiobook_id, outcome } of answer.books) outcomes.set(audiobook_id, outcome)
      after = answer.next
      expect(answer.has_more).toBe(after !== null)
      if (after === null) break
    }
    expect(books.map(({ audiobook }) => outcomes.get(audiobook.id))).toEqual([
      'reprocessed',
      'reprocessed',
      'busy',
    ])
    const wrong = await post(api, `${BOOKS}/reprocess`, { stages: ['tag'], after: 'x' })
    expect((await readProblem(wrong, 400)).code).toBe('invalid_cursor')
  })
})

describe('deleting and cancelling many', () => {
  test('books that match are deleted, after a dry run; a call without a filter is refused', async () => {
    const api = createTestApi()
    const [one, two, three] = Array.from({ length: 3 }, () => addBook(api))
    await complete(api, one as SeededBook)
    const path = `${BOOKS}/delete`
    expect((await readProblem(await post(api, path, {}), 400)).code).toBe('filter_needed')
    const told = await read(await post(api, path, { status: 'completed', dry_run: true }))
    expect(told).toEqual({ deleted: 0, has_more: false, audiobook_ids: [one?.audiobook.id] } as never)
    expect(api.state.audiobooks.size).toBe(3)
    await read(await post(api, path, { status: 'completed' }))
    expect([...api.state.audiobooks.keys()].toSorted()).toEqual(
      [two, three].map((book) => book?.audiobook.id ?? '').toSorted(),
    )
    const ids = [two?.audiobook.id, one?.audiobook.id]
    expect(await read(await post(api, path, { audiobook_ids: ids }))).toMatchObject({ deleted: 1 })
    const nobody = await read(await post(api, path, { owner_id: 'nobody' }))
    expect(nobody).toMatchObject({ deleted: 0 })
    expect(api.state.audiobooks.size).toBe(1)
  })

  test('jobs that match are cancelled with what follows them, and leave the queue', async () => {
    const api = createTestApi()
    const books = Array.from({ length: 2 }, () => addBook(api))
    const path = '/admin/jobs/cancel'
    expect((await readProblem(await post(api, path, {}), 400)).code).toBe('filter_needed')
    const ask = { job_type: 'transcribe', audiobook_id: books[0]?.audiobook.id }
    expect(await read(await post(api, path, { ...ask, dry_run: true }))).toMatchObject({
      matched: 1,
      cancelled: 0,
    })
    expect(await read(await post(api, path, ask))).toMatchObject({
      matched: 1,
      cancelled: 1,
      has_more: false,
    })
    const statuses = (book: SeededBook | undefined) =>
      new Set(book?.jobs.map(({ id }) => api.state.jobs.get(id)?.status))
    expect([statuses(books[0]), statuses(books[1])]).toEqual([new Set(['cancelled']), new Set(['pending'])])
    expect(await read(await post(api, path, ask))).toMatchObject({ matched: 0, cancelled: 0 })
  })

  test('what belongs to others is neither seen nor touched', async () => {
    const api = asOwner('someone')
    const book = addBook(api)
    await complete(api, book)
    const all = { created_after: '2000-01-01T00:00:00.000Z' }
    expect(await read(await post(api, `${BOOKS}/delete`, all))).toMatchObject({ audiobook_ids: [] })
    expect(await read(await post(api, `${BOOKS}/delete`, { owner_id: 'admin' }))).toMatchObject({
      audiobook_ids: [],
    })
    expect(await read(await post(api, '/admin/jobs/cancel', { owner_id: 'admin' }))).toMatchObject({
      matched: 0,
    })
    const stages = { stages: ['tag'], force: true }
    expect(await read(await post(api, `${BOOKS}/reprocess`, stages))).toMatchObject({ books: [] })
    const one = await post(api, `${BOOKS}/${book.audiobook.id}/reprocess`, stages)
    expect((await readProblem(one, 404)).code).toBe('audiobook_not_found')
    expect(api.state.audiobooks.size).toBe(1)
  })
})
