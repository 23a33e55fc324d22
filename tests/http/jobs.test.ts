import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { transientError } from '../../src/ports/port-error.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import type { SeededBook } from '../../src/testing/fixtures/seeded-book.ts'
import { addBook, createTestApi, readProblem, type TestApi } from '../support/http-api.ts'

const JOBS = '/admin/jobs'
const UNKNOWN = '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'

interface JobBody {
  readonly id: string
  readonly status: string
  readonly error_history: readonly unknown[]
}

const jobOf = (book: SeededBook, type: string) => {
  const job = book.jobs.find((one) => one.type === type)
  if (job === undefined) throw new Error(`no ${type} job`)
  return job
}

const post = (api: TestApi, path: string, json?: unknown) =>
  api.call(`${JOBS}${path}`, { method: 'POST', json })
const postForJob = (api: TestApi, jobId: string, verb: string) => post(api, `/${jobId}/${verb}`)

async function fail(api: TestApi, jobId: string, code = 'vendor_down'): Promise<void> {
  const { reporter } = api.deps
  const job = await expectOk(reporter.start(jobId, 'w'))
  const claim = { jobId, epoch: job?.epoch ?? 0 }
  await expectOk(reporter.fail(claim, { kind: 'permanent', code, message: 'No.' }))
}

/** As another admin, who owns nothing here. */
const asStranger = () =>
  createTestApi({
    tokens: {
      verifyAdmin: () => okAsync({ ownerId: 'stranger', seesAll: false }),
      verifyWorker: () => errAsync({ reason: 'invalid_token' }),
    },
  })

describe('retrying one job', () => {
  test('a dead letter: pending with its history, its dependents with it, told to the queue', async () => {
    const api = createTestApi()
    const book = addBook(api)
    const { id } = jobOf(book, 'transcribe')
    await fail(api, id)
    const response = await postForJob(api, id, 'retry')
    expect(response.status).toBe(202)
    expect(await response.json()).toMatchObject({
      ...{ id, status: 'pending', attempt: 1, epoch: 1, error: null, completed_at: null },
      error_history: [{ kind: 'permanent', code: 'vendor_down', message: 'No.', attempt: 1, epoch: 1 }],
    })
    const of = (await (await api.call(`/admin/audiobooks/${book.audiobook.id}/jobs`)).json()) as {
      jobs: JobBody[]
    }
    expect(of).toMatchObject({ overall_status: 'processing', failed_jobs: 0 })
    expect(of.jobs.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending', 'pending'])
    const at = api.deps.clock.now().toISOString()
    expect(of.jobs.find((job) => job.id === id)?.error_history).toEqual([
      { kind: 'permanent', code: 'vendor_down', message: 'No.', attempt: 1, epoch: 1, at },
    ])
    const counts = await expectOk(api.deps.queue.counts())
    expect([counts.transcribe.ready, counts.summarize.ready]).toEqual([1, 0])
    expect((await readProblem(await postForJob(api, id, 'retry'), 409)).code).toBe('job_not_retryable')
  })

  test('one that runs or completed, is unknown, or belongs to another', async () => {
    const api = createTestApi()
    const { id } = jobOf(addBook(api), 'transcribe')
    const codeOf = async (jobId: string, status: number) =>
      (await readProblem(await postForJob(api, jobId, 'retry'), status)).code
    expect(await codeOf(id, 409)).toBe('job_not_retryable')
    await expectOk(api.deps.reporter.start(id, 'w'))
    expect(await codeOf(id, 409)).toBe('job_not_retryable')
    await expectOk(api.deps.reporter.complete({ jobId: id, epoch: 1 }))
    expect(await codeOf(id, 409)).toBe('job_not_retryable')
    expect(await codeOf(UNKNOWN, 404)).toBe('job_not_found')
    expect(await codeOf('x', 400)).toBe('validation_failed')
  })

  test('succeeds while the queue is away', async () => {
    const enqueue = () => errAsync(transientError('queue_down', 'down'))
    const api = createTestApi({ queue: { ...createMemoryQueue({ clock: systemClock }), enqueue } })
    const { id } = jobOf(addBook(api), 'transcribe')
    await fail(api, id)
    expect((await postForJob(api, id, 'retry')).status).toBe(202)
    expect(api.logs.map(({ level }) => level)).toContain('warn')
  })
})

describe('cancelling', () => {
  test('a running job: the next heartbeat is stale, dependents go with it, a retry brings all back', async () => {
    const api = createTestApi()
    const book = addBook(api)
    const { id } = jobOf(book, 'transcribe')
    await expectOk(
      api.deps.queue.enqueue([
        { id, type: 'transcribe', ownerId: 'a', priority: 0, runAt: api.deps.clock.now() },
      ]),
    )
    await expectOk(api.deps.reporter.start(id, 'w'))
    const claim = { jobId: id, epoch: 1 }
    const response = await postForJob(api, id, 'cancel')
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { id, status: 'cancelled', cancel_reason: { code: 'requested', job_id: null } },
    ])
    expect(await expectOk(api.deps.reporter.heartbeat([claim]))).toEqual([claim])
    expect((await expectOk(api.deps.queue.counts())).transcribe.ready).toBe(0)
    const dependent = (await (await api.call(`${JOBS}/${jobOf(book, 'tag').id}`)).json()) as JobBody
    expect(dependent).toMatchObject({
      ...{ status: 'cancelled', cancel_reason: { code: 'dependency_failed', job_id: id } },
    })
    expect((await postForJob(api, id, 'cancel')).status).toBe(200)
    expect((await postForJob(api, id, 'retry')).status).toBe(202)
    expect([...api.state.jobs.values()].every(({ status }) => status === 'pending')).toBe(true)
  })

  test('one that is over or unknown', async () => {
    const api = createTestApi()
    const { id } = jobOf(addBook(api), 'transcribe')
    await fail(api, id)
    expect((await readProblem(await postForJob(api, id, 'cancel'), 409)).code).toBe('job_not_cancellable')
    expect((await readProblem(await postForJob(api, UNKNOWN, 'cancel'), 404)).code).toBe('job_not_found')
  })
})

describe('retrying many', () => {
  /** Three books whose transcription failed, the first for another reason than the others, a minute apart. */
  async function graveyard() {
    const api = createTestApi()
    const books = [addBook(api), addBook(api), addBook(api)]
    const times: string[] = []
    for (const [index, book] of books.entries()) {
      await fail(api, jobOf(book, 'transcribe').id, index === 0 ? 'bad_audio' : 'vendor_down')
      times.push(api.deps.clock.now().toISOString())
      if ('advance' in api.deps.clock && typeof api.deps.clock.advance === 'function') {
        api.deps.clock.advance(60_000)
      }
    }
    return { api, books, times, ids: books.map((book) => jobOf(book, 'transcribe').id) }
  }
  const read = async (response: Response) =>
    (await response.json()) as {
      matched: number
      retried: number
      has_more: boolean
      jobs: JobBody[]
    }
  const matching = async (api: TestApi, filter: object) =>
    (await read(await post(api, '/retry', { ...filter, dry_run: true }))).jobs.map(({ id }) => id).toSorted()

  test('by type, book, code, time and status', async () => {
    const { api, books, times, ids } = await graveyard()
    const [first, second, third] = ids
    expect(await matching(api, {})).toEqual(ids.toSorted())
    expect(await matching(api, { job_type: 'tag' })).toEqual([])
    expect(await matching(api, { job_type: 'tag', status: 'cancelled' })).toHaveLength(3)
    expect(await matching(api, { audiobook_id: books[1]?.audiobook.id })).toEqual([String(second)])
    expect(await matching(api, { error_code: 'bad_audio' })).toEqual([String(first)])
    expect(await matching(api, { failed_after: times[2] })).toEqual([String(third)])
    expect(await matching(api, { failed_after: times[1], failed_before: times[2] })).toEqual([String(second)])
  })

  test('a dry run changes nothing; then each comes back with what was cancelled because of it', async () => {
    const { api } = await graveyard()
    const before = JSON.stringify([...api.state.jobs])
    const dry = await read(await post(api, '/retry', { error_code: 'vendor_down', dry_run: true }))
    expect(dry).toMatchObject({ matched: 2, retried: 0, has_more: false })
    expect(JSON.stringify([...api.state.jobs])).toBe(before)

    const done = await read(await post(api, '/retry', { error_code: 'vendor_down' }))
    expect(done).toMatchObject({ matched: 2, retried: 8, has_more: false })
    expect(done.jobs.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'pending'))
    expect((await expectOk(api.deps.queue.counts())).transcribe.ready).toBe(2)
    expect(await read(await post(api, '/retry', { error_code: 'vendor_down' }))).toMatchObject({ matched: 0 })
    expect(await read(await post(api, '/retry', { limit: 1 }))).toMatchObject({ matched: 1, retried: 4 })
  })

  test('no more than asked for, and it says that there are more', async () => {
    const { api } = await graveyard()
    expect(await read(await post(api, '/retry', { limit: 2 }))).toMatchObject({ matched: 2, has_more: true })
    expect(await read(await post(api, '/retry', { limit: 2 }))).toMatchObject({ matched: 1, has_more: false })
  })

  test.each<[string, object, string]>([
    ['an unknown filter', { job_typ: 'tag' }, ''],
    ['a status that can’t be retried', { status: 'completed' }, '/status'],
    ['too many', { limit: 1001 }, '/limit'],
    ['none', { limit: 0 }, '/limit'],
    ['no time', { failed_after: 'yesterday' }, '/failed_after'],
    ['a time before all', { failed_before: '0000-01-01T00:00:00Z' }, '/failed_before'],
    ['no code', { error_code: 'a b' }, '/error_code'],
    ['no book', { audiobook_id: 'x' }, '/audiobook_id'],
  ])('refuses %s', async (_name, json, pointer) => {
    const problem = await readProblem(await post(createTestApi(), '/retry', json), 400)
    expect(problem.errors?.map((issue) => issue.pointer)).toContain(pointer)
  })
})

describe('looking', () => {
  test('the dead letters in pages, each with its whole history', async () => {
    const api = createTestApi()
    const books = [addBook(api), addBook(api), addBook(api)]
    for (const book of books) await fail(api, jobOf(book, 'transcribe').id)
    const paged: JobBody[] = []
    let cursor: string | null = ''
    for (let page = 0; page < 4 && cursor !== null; page += 1) {
      const query = `status=failed&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`
      const body = (await (await api.call(`${JOBS}?${query}`)).json()) as {
        items: JobBody[]
        next_cursor: string | null
      }
      paged.push(...body.items)
      cursor = body.next_cursor
    }
    expect(paged.map(({ id }) => id)).toEqual(
      books
        .map((book) => jobOf(book, 'transcribe').id)
        .toSorted()
        .toReversed(),
    )
    expect(paged[0]?.error_history).toEqual([
      {
        ...{ kind: 'permanent', code: 'vendor_down', message: 'No.', attempt: 1, epoch: 1 },
        at: api.deps.clock.now().toISOString(),
      },
    ])
    const count = async (query: string) =>
      ((await (await api.call(`${JOBS}?${query}`)).json()) as { items: unknown[] }).items.length
    expect(await count(`audiobook_id=${books[0]?.audiobook.id}`)).toBe(4)
    expect(await count('job_type=embed&status=cancelled')).toBe(3)
    expect(await count('error_code=vendor_down')).toBe(3)
    expect((await readProblem(await api.call(`${JOBS}?cursor=x`), 400)).code).toBe('invalid_cursor')
  })

  test('a caller sees and moves only the jobs of its own books', async () => {
    const api = asStranger()
    const { id } = jobOf(addBook(api), 'transcribe')
    await fail(api, id)
    const before = structuredClone(api.state.jobs.get(id))
    expect((await readProblem(await api.call(`${JOBS}/${id}`), 404)).code).toBe('job_not_found')
    for (const verb of ['retry', 'cancel']) {
      expect((await readProblem(await postForJob(api, id, verb), 404)).code).toBe('job_not_found')
    }
    expect(await (await api.call(JOBS)).json()).toEqual({ items: [], next_cursor: null })
    expect(await (await post(api, '/retry', {})).json()).toMatchObject({ matched: 0, retried: 0 })
    expect(structuredClone(api.state.jobs.get(id))).toEqual(before)

    const own = jobOf(addBook(api, { ownerId: 'stranger' }), 'transcribe')
    await fail(api, own.id)
    expect((await api.call(`${JOBS}/${own.id}`)).status).toBe(200)
    expect((await postForJob(api, own.id, 'retry')).status).toBe(202)
  })
})
