import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { jobReference } from '../../src/domain/job/dependents.ts'
import type { JobType } from '../../src/domain/job/job.ts'
import { transientError } from '../../src/ports/port-error.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { createReconcile } from '../../src/usecases/reconcile.ts'
import { addBook, createTestApi, readProblem, type TestApi } from '../support/http-api.ts'

const QUEUES = '/admin/queues'
const down = () => errAsync(transientError('queue_down', 'down'))
const post = (api: TestApi, path: string, json?: unknown) => api.call(path, { method: 'POST', json })
const take = async (api: TestApi, type: JobType = 'transcribe', count = 10) =>
  (await expectOk(api.deps.queue.lease(type, count, { waitMs: 0, leaseMs: 60_000 }))).map(
    (lease) => lease.jobId,
  )

/** Books whose transcriptions wait in the queue, in order. */
async function withBooks(api: TestApi, count: number) {
  const books = Array.from({ length: count }, () => addBook(api))
  const jobs = books.flatMap((book) => book.jobs.filter((job) => job.gate.length === 0))
  await expectOk(api.deps.queue.enqueue(jobs.map(jobReference)))
  return { books, ids: jobs.map(({ id }) => id) }
}

describe('queues', () => {
  test('tell what waits, what runs and what is paused', async () => {
    const api = createTestApi()
    await withBooks(api, 2)
    await take(api, 'transcribe', 1)
    const response = await api.call(QUEUES)
    expect(response.status).toBe(200)
    const { items } = (await response.json()) as { items: { job_type: string }[] }
    expect(items.map(({ job_type }) => job_type)).toEqual(['transcribe', 'summarize', 'tag', 'embed'])
    expect(items[0]).toEqual({
      ...{ job_type: 'transcribe', paused: false, paused_by: null, paused_at: null },
      jobs: { pending: 2, processing: 0, completed: 0, failed: 0, cancelled: 0 },
      queue: { ready: 1, delayed: 0, leased: 1 },
      estimate: {
        ...{ waiting_audio_seconds: 1200, running_audio_seconds: 0, throughput: 20 },
        ...{ eta_seconds: 60, confidence: 'low' },
      },
    } as never)
  })

  test('a paused one hands out nothing until it is resumed; asking twice changes nothing', async () => {
    const api = createTestApi()
    const { ids } = await withBooks(api, 1)
    const at = api.deps.clock.now().toISOString()
    for (let times = 0; times < 2; times += 1) {
      const response = await post(api, `${QUEUES}/transcribe/pause`)
      expect([response.status, await response.json()]).toMatchObject([
        200,
        { job_type: 'transcribe', paused: true, paused_by: 'admin', paused_at: at, queue: { ready: 1 } },
      ])
    }
    expect(await take(api)).toEqual([])
    for (let times = 0; times < 2; times += 1) {
      const response = await post(api, `${QUEUES}/transcribe/resume`)
      expect([response.status, await response.json()]).toMatchObject([
        200,
        { paused: false, paused_at: null },
      ])
    }
    expect(await take(api)).toEqual(ids)
  })

  test('a queue that lost its pauses, or still has one that ended, is told by the reconciler', async () => {
    const api = createTestApi()
    const { queue } = api.deps
    await withBooks(api, 1)
    await post(api, `${QUEUES}/transcribe/pause`)
    await expectOk(queue.setPaused('transcribe', false))
    await expectOk(queue.setPaused('tag', true))
    const exclusive = { tryRun: <T>(_name: string, run: () => T) => run() }
    await expectOk(createReconcile({ ...api.deps, exclusive }).run())
    const counts = await expectOk(queue.counts())
    expect([counts.transcribe.paused, counts.tag.paused]).toEqual([true, false])
  })

  test('while the queue is away it is told nothing, and everything else is known', async () => {
    const queue = { ...createMemoryQueue({ clock: systemClock }), counts: down, setPaused: down }
    const api = createTestApi({ queue })
    const paused = await post(api, `${QUEUES}/embed/pause`)
    expect([paused.status, await paused.json()]).toMatchObject([200, { paused: true, queue: null }])
    expect(api.logs.map(({ level }) => level)).toContain('warn')
  })

  test('are not for owners to pause; unknown types are refused', async () => {
    const api = createTestApi({
      tokens: {
        verifyAdmin: () => okAsync({ ownerId: 'someone', seesAll: false }),
        verifyWorker: () => errAsync({ reason: 'invalid_token' }),
      },
    })
    for (const verb of ['pause', 'resume']) {
      const refused = await post(api, `${QUEUES}/tag/${verb}`)
      expect((await readProblem(refused, 403)).code).toBe('not_for_owners')
    }
    expect(await expectOk(api.deps.queuePauses.list())).toEqual([])
    expect((await readProblem(await post(api, `${QUEUES}/index/pause`), 400)).code).toBe('validation_failed')
  })
})

describe('priority', () => {
  test('of a job: it overtakes those that wait, and goes back behind them', async () => {
    const api = createTestApi()
    const { ids } = await withBooks(api, 3)
    const [first, second, third] = ids
    const raised = await post(api, `/admin/jobs/${third}/priority`, { priority: 9 })
    expect([raised.status, await raised.json()]).toMatchObject([200, { id: third, priority: 9 }])
    await post(api, `/admin/jobs/${second}/priority`, { priority: 9 })
    await post(api, `/admin/jobs/${second}/priority`, { priority: 0 })
    expect(await take(api)).toEqual([third, first, second] as string[])
  })

  test('of a book: of all its jobs that have not completed, also of those that still wait for others', async () => {
    const api = createTestApi()
    const { books, ids } = await withBooks(api, 2)
    const { id } = books[1]?.audiobook ?? { id: '' }
    const edited = await api.call(`/admin/audiobooks/${id}`, { method: 'PUT', json: { priority: 5 } })
    expect([edited.status, await edited.json()]).toMatchObject([200, { id, priority: 5 }])
    const listed = await api.call(`/admin/audiobooks/${id}/jobs`)
    const { jobs } = (await listed.json()) as { jobs: { priority: number }[] }
    expect(jobs.map(({ priority }) => priority)).toEqual([5, 5, 5, 5])
    expect(await take(api)).toEqual(ids.toReversed())
  })

  test('is refused for what has completed, does not exist, or is no priority', async () => {
    const api = createTestApi()
    const { ids, books } = await withBooks(api, 1)
    const [id = ''] = ids
    const codeOf = async (jobId: string, priority: unknown, status: number) =>
      (await readProblem(await post(api, `/admin/jobs/${jobId}/priority`, { priority }), status)).code
    for (const wrong of [-1, 10, 1.5, '3', null]) {
      expect(await codeOf(id, wrong, 400)).toBe('validation_failed')
    }
    expect(await codeOf(books[0]?.audiobook.id ?? '', 3, 404)).toBe('job_not_found')
    await expectOk(api.deps.reporter.start(id, 'w'))
    await expectOk(api.deps.reporter.complete({ jobId: id, epoch: 1 }))
    expect(await codeOf(id, 3, 409)).toBe('job_completed')
  })
})
