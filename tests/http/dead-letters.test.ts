import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import type { createManualClock } from '../../src/adapters/memory/clock.ts'
import type { FailureKind } from '../../src/domain/job/failure.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import type { SeededBook } from '../../src/testing/fixtures/seeded-book.ts'
import { addBook, createTestApi, readProblem, type TestApi } from '../support/http-api.ts'

const LETTERS = '/admin/dead-letters'
const UNKNOWN = '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'

interface Letter {
  readonly job: { readonly id: string; readonly error_history: readonly { readonly code: string }[] }
  readonly audiobook: { readonly id: string; readonly owner_id: string; readonly title: string }
  readonly chapter: { readonly number: number } | null
  readonly checkpoint: object | null
  readonly suggested_action: { readonly code: string; readonly text: string }
}

const jobOf = (book: SeededBook | undefined, type: string) => {
  const job = book?.jobs.find((one) => one.type === type)
  if (job === undefined) throw new Error(`no ${type} job`)
  return job
}

async function fail(api: TestApi, jobId: string, code: string, checkpoint?: string | object): Promise<void> {
  const { reporter } = api.deps
  const job = await expectOk(reporter.start(jobId, 'w'))
  const claim = { jobId, epoch: job?.epoch ?? 0 }
  if (checkpoint !== undefined) await expectOk(reporter.checkpoint(claim, checkpoint as string))
  await expectOk(reporter.fail(claim, { kind: 'permanent', code, message: 'No.' }))
}

async function crash(api: TestApi, jobId: string, clock: ReturnType<typeof createManualClock>) {
  for (let times = 0; times < 3; times += 1) {
    await expectOk(api.deps.jobs.claim(jobId, 'w', 1_000))
    clock.advance(1_001)
    await expectOk(api.deps.jobs.sweepExpiredLeases(10))
  }
}

const read = async <T>(api: TestApi, path: string): Promise<T> => {
  const response = await api.call(path)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`)
  return JSON.parse(text) as T
}
const list = async (api: TestApi, query = '') =>
  await read<{ items: Letter[]; next_cursor: string | null }>(api, `${LETTERS}${query}`)
const idsFor = async (api: TestApi, query: string) =>
  (await list(api, query)).items.map(({ job }) => job.id).toSorted()

/** Two books of one owner, one of another: a vendor's time-out, a bad file, poison. A minute apart. */
async function graveyard() {
  const api = createTestApi()
  const clock = api.deps.clock as ReturnType<typeof createManualClock>
  const books = [addBook(api), addBook(api), addBook(api, { ownerId: 'another' })]
  const ids = books.map((book) => jobOf(book, 'transcribe').id)
  const times: string[] = []
  const pass = () => {
    times.push(api.deps.clock.now().toISOString())
    clock.advance(60_000)
  }
  const [late, bad, poisonous] = ids.map(String)
  await fail(api, String(late), 'vendor_timeout', { externalId: 'vendor-7', notes: ['it was a dark night'] })
  pass()
  await fail(api, String(bad), 'decode_failed', 'words of the book')
  pass()
  await crash(api, String(poisonous), clock)
  pass()
  return { api, books, ids: ids.map(String), times }
}

describe('dead letters', () => {
  test('with book, chapter, history, class and what to do; nothing of what was saved', async () => {
    const { api, books, ids } = await graveyard()
    const { items } = await list(api)
    expect(items).toHaveLength(3)
    const [late, bad, poisonous] = ids.map((id) => items.find(({ job }) => job.id === id))
    const book = books[0]?.audiobook
    expect(late).toMatchObject({
      job: { job_type: 'transcribe', status: 'failed', error_history: [{ code: 'vendor_timeout' }] },
      audiobook: {
        id: book?.id,
        owner_id: 'admin',
        title: book?.title,
        author: book?.author,
        status: 'failed',
      },
      checkpoint: { external_id: 'vendor-7', fields: ['externalId', 'notes'] },
      classification: { provider: 'transcriber', kind: 'permanent', code: 'vendor_timeout' },
      suggested_action: { code: 'retry' },
    })
    expect(bad).toMatchObject({
      checkpoint: { external_id: null, fields: [] },
      suggested_action: { code: 'replace_file' },
    })
    expect(poisonous).toMatchObject({
      audiobook: { owner_id: 'another' },
      checkpoint: null,
      classification: { kind: 'crash', code: 'poison' },
      suggested_action: { code: 'look_at_worker' },
    })
    expect(poisonous?.job.error_history.map(({ code }) => code)).toEqual([
      'worker_lost',
      'worker_lost',
      'poison',
    ])
    expect(JSON.stringify(items)).not.toMatch(/dark night|words of the book/)
    for (const item of items) expect(await read<Letter>(api, `${LETTERS}/${item.job.id}`)).toEqual(item)
  })

  test('a job of one chapter names it', async () => {
    const api = createTestApi()
    const book = addBook(api, { chapterCount: 2 })
    const job = book.jobs.find(({ chapterId }) => chapterId !== null)
    if (job === undefined) throw new Error('no job of a chapter')
    await fail(api, job.id, 'decode_failed')
    const chapter = book.chapters.find(({ id }) => id === job.chapterId)
    const { items } = await list(api)
    expect(items[0]?.chapter).toMatchObject({
      id: chapter?.id,
      number: chapter?.number,
      title: chapter?.title,
    })
  })

  test('by every filter', async () => {
    const { api, books, ids, times } = await graveyard()
    const [late, bad, poisonous] = ids
    const cases: [string, (string | undefined)[]][] = [
      ['?job_type=tag', []],
      ['?job_type=transcribe', ids],
      ['?provider=transcriber', ids],
      ['?provider=llm', []],
      [`?audiobook_id=${books[1]?.audiobook.id}`, [bad]],
      ['?owner_id=another', [poisonous]],
      ['?error_code=decode_failed', [bad]],
      ['?error_kind=crash', [poisonous]],
      ['?error_kind=permanent', [late, bad]],
      [`?q=${encodeURIComponent(books[0]?.audiobook.title.toUpperCase() ?? '')}`, ids],
      ['?q=no-such-title', []],
      [`?failed_after=${times[1]}`, [bad, poisonous]],
      [`?failed_before=${times[1]}`, [late]],
      [`?created_after=${times[0]}`, ids],
      [`?created_before=${times[0]}`, []],
    ]
    for (const [query, expected] of cases) {
      expect([query, await idsFor(api, query)]).toEqual([query, expected.map(String).toSorted()])
    }
    for (const wrong of ['?error_kind=x', '?provider=x', '?failed_after=yesterday', '?job_type=x']) {
      expect((await readProblem(await api.call(`${LETTERS}${wrong}`), 400)).code).toBe('validation_failed')
    }
    expect((await readProblem(await api.call(`${LETTERS}?cursor=x`), 400)).code).toBe('invalid_cursor')
  })

  test('in pages', async () => {
    const { api, ids } = await graveyard()
    const seen: string[] = []
    let query = '?limit=1'
    for (let page = 0; page < 4; page += 1) {
      const { items, next_cursor } = await list(api, query)
      seen.push(...items.map(({ job }) => job.id))
      if (next_cursor === null) break
      query = `?limit=1&cursor=${next_cursor}`
    }
    expect(seen).toEqual(ids.toSorted().toReversed())
  })

  test('counted by class', async () => {
    const { api } = await graveyard()
    await fail(api, jobOf(addBook(api), 'transcribe').id, 'decode_failed')
    const counts = (query = '') =>
      read<{
        total: number
        classes: { kind: FailureKind; code: string; count: number; suggested_action: { code: string } }[]
      }>(api, `${LETTERS}/counts${query}`)
    const all = await counts()
    expect(all.total).toBe(4)
    expect(all.classes[0]).toMatchObject({
      ...{
        job_type: 'transcribe',
        provider: 'transcriber',
        kind: 'permanent',
        code: 'decode_failed',
        count: 2,
      },
      suggested_action: { code: 'replace_file' },
    })
    expect(all.classes.map(({ code }) => code).toSorted()).toEqual([
      'decode_failed',
      'poison',
      'vendor_timeout',
    ])
    expect(await counts('?owner_id=another')).toMatchObject({ total: 1, classes: [{ code: 'poison' }] })
    expect(await counts('?provider=embedder')).toEqual({ total: 0, classes: [] })
  })

  test('what is none is not found', async () => {
    const { api, books, ids } = await graveyard()
    const codeOf = async (id: string) => (await readProblem(await api.call(`${LETTERS}/${id}`), 404)).code
    expect(await codeOf(UNKNOWN)).toBe('dead_letter_not_found')
    expect(await codeOf(jobOf(books[0], 'tag').id)).toBe('dead_letter_not_found')
    await api.call(`/admin/jobs/${ids[0]}/retry`, { method: 'POST' })
    expect(await codeOf(String(ids[0]))).toBe('dead_letter_not_found')
    expect(await idsFor(api, '')).toEqual(ids.slice(1).toSorted())
  })
})

describe('sending them round again', () => {
  const retry = async (api: TestApi, json: object) => {
    const response = await api.call('/admin/jobs/retry', { method: 'POST', json })
    expect(response.status).toBe(200)
    return (await response.json()) as {
      matched: number
      retried: number
      has_more: boolean
      jobs: { id: string }[]
    }
  }

  test('some by id, by the filters of the list, all', async () => {
    const { api, books, ids, times } = await graveyard()
    const [late, bad, poisonous] = ids
    const matching = async (filter: object) =>
      (await retry(api, { ...filter, dry_run: true })).jobs.map(({ id }) => id).toSorted()
    const done = jobOf(books[0], 'tag').id
    expect(await matching({ job_ids: [late, done, UNKNOWN] })).toEqual([String(late)])
    expect(await matching({ owner_id: 'another' })).toEqual([String(poisonous)])
    expect(await matching({ error_kind: 'crash' })).toEqual([String(poisonous)])
    expect(await matching({ provider: 'embedder' })).toEqual([])
    expect(await matching({ q: 'no-such-title' })).toEqual([])
    expect(await matching({ created_before: times[0] })).toEqual([])
    expect(await matching({ created_after: times[0] })).toEqual(ids.toSorted())
    expect((await list(api)).items).toHaveLength(3)

    expect(await retry(api, { job_ids: [bad] })).toMatchObject({ matched: 1, retried: 4 })
    expect(await idsFor(api, '')).toEqual([late, poisonous].map(String).toSorted())
    expect(await retry(api, { limit: 1 })).toMatchObject({ matched: 1, has_more: true })
    expect(await retry(api, {})).toMatchObject({ matched: 1, has_more: false })
    expect(await idsFor(api, '')).toEqual([])
  })

  test.each<[object, string]>([
    [{ job_ids: [] }, '/job_ids'],
    [{ job_ids: ['x'] }, '/job_ids/0'],
    [{ error_kind: 'x' }, '/error_kind'],
    [{ created_after: 'yesterday' }, '/created_after'],
  ])('refuses %j', async (json, pointer) => {
    const response = await createTestApi().call('/admin/jobs/retry', { method: 'POST', json })
    expect((await readProblem(response, 400)).errors?.map((issue) => issue.pointer)).toContain(pointer)
  })
})

test('a caller sees and retries only those of its own books', async () => {
  const api = createTestApi({
    tokens: {
      verifyAdmin: () => okAsync({ ownerId: 'another', seesAll: false }),
      verifyWorker: () => errAsync({ reason: 'invalid_token' }),
    },
  })
  const [own, foreign] = [addBook(api, { ownerId: 'another' }), addBook(api)].map(
    (book) => jobOf(book, 'transcribe').id,
  )
  for (const id of [own, foreign]) await fail(api, String(id), 'vendor_timeout')
  const before = structuredClone(api.state.jobs.get(String(foreign)))
  expect(await idsFor(api, '')).toEqual([String(own)])
  expect(await idsFor(api, '?owner_id=another')).toEqual([String(own)])
  expect(await idsFor(api, '?owner_id=admin')).toEqual([])
  expect(await read<object>(api, `${LETTERS}/counts`)).toMatchObject({ total: 1 })
  expect(await read<object>(api, `${LETTERS}/counts?owner_id=admin`)).toEqual({ total: 0, classes: [] })
  expect((await readProblem(await api.call(`${LETTERS}/${foreign}`), 404)).code).toBe('dead_letter_not_found')
  for (const json of [{ job_ids: [foreign] }, { owner_id: 'admin' }]) {
    const response = await api.call('/admin/jobs/retry', { method: 'POST', json })
    expect(await response.json()).toMatchObject({ matched: 0, retried: 0 })
  }
  expect(structuredClone(api.state.jobs.get(String(foreign)))).toEqual(before)
})
