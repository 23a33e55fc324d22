import { afterEach, expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { startCluster } from '../support/role-processes.ts'
import { waitUntil } from '../support/wait-until.ts'

const TIMEOUT_MS = 90_000
const FINISH_TIMEOUT_MS = 45_000
const LEASE_MS = 3_000
/** What the issue calls normal time for a request while the queue is away. */
const NORMAL_TIME_MS = 1_000

type Cluster = Awaited<ReturnType<typeof startCluster>>
let cluster: Cluster | null = null
afterEach(async () => {
  await cluster?.remove()
  cluster = null
})

const startAll = async (leaseMs = LEASE_MS) => {
  const started = await startCluster(leaseMs)
  cluster = started
  // Workers first: they wait for the schema, and for the API.
  const [transcriber, worker] = [started.launch('transcriber'), started.launch('worker')]
  const api = await started.start('api')
  await Promise.all([transcriber.ready(), worker.ready()])
  return { started, api, transcriber, worker }
}

interface JobAnswer {
  readonly id: string
  readonly job_type: string
  readonly status: string
  readonly epoch: number
  readonly attempt: number
  readonly error_history: readonly { readonly code: string }[]
}

const jobsOf = async (one: Cluster, audiobookId: string): Promise<readonly JobAnswer[]> => {
  const response = await one.get(`/audiobooks/${audiobookId}/jobs`)
  return ((await response.json()) as { jobs: JobAnswer[] }).jobs
}

const finish = async (one: Cluster, bookIds: readonly string[]) => {
  const statuses = await one.client.waitForEnd(bookIds, FINISH_TIMEOUT_MS)
  expect(statuses).toEqual(bookIds.map(() => 'completed'))
}

const repeatedPieces = async (one: Cluster): Promise<readonly string[]> => {
  const lines = (await readFile(one.pieceLog, 'utf8')).trim().split('\n')
  return lines.filter((line, index) => lines.indexOf(line) !== index)
}

test(
  'API, transcriber and worker as processes: books are made, nothing runs twice, a stopped worker gives its jobs back',
  async () => {
    const { started, transcriber, worker } = await startAll()
    const books = await Promise.all([0, 1, 2, 3].map((index) => started.client.makeBook(index)))
    // Stopped in the middle: what it runs goes to its successor at once and without an attempt.
    await waitUntil(
      () => readFile(started.pieceLog, 'utf8').catch(() => ''),
      (log) => log.includes('piece:1'),
    )
    const successor = started.launch('transcriber')
    expect(await transcriber.kill('SIGTERM')).toBe(0)
    await successor.ready()
    const ids = books.map((book) => book.audiobookId)
    await finish(started, ids)
    const jobs = (await Promise.all(ids.map((id) => jobsOf(started, id)))).flat()
    expect(jobs.filter((job) => job.attempt > 1 || job.error_history.length > 0)).toEqual([])
    expect(jobs.filter((job) => job.job_type !== 'transcribe').map((job) => job.epoch)).toEqual(
      jobs.filter((job) => job.job_type !== 'transcribe').map(() => 1),
    )
    expect(await repeatedPieces(started)).toEqual([])
    expect(await worker.kill('SIGTERM')).toBe(0)
  },
  TIMEOUT_MS,
)

test(
  'Redis down: a book is accepted in normal time, and made once Redis is back, though it is empty',
  async () => {
    const { started } = await startAll()
    // Silent first, as when a network drops its packets; then gone.
    started.redis.signal('SIGSTOP')
    const startedAtMs = performance.now()
    const early = await started.client.makeBook(1)
    await started.redis.kill()
    const book = await started.client.makeBook(2)
    // Six requests.
    expect(performance.now() - startedAtMs).toBeLessThan(6 * NORMAL_TIME_MS)
    expect((await jobsOf(started, book.audiobookId)).map((job) => job.epoch)).toEqual([0, 0, 0, 0])
    await started.redis.start()
    await finish(started, [early.audiobookId, book.audiobookId])
  },
  TIMEOUT_MS,
)

test(
  'the API away: workers wait and drop no result',
  async () => {
    const { started, api, transcriber } = await startAll(15_000)
    const book = await started.client.makeBook(1)
    await waitUntil(
      () => readFile(started.pieceLog, 'utf8').catch(() => ''),
      (log) => log.includes('piece:0'),
    )
    await api.kill()
    // The work ends while nobody takes its result.
    await waitUntil(
      async () => transcriber.text(),
      (text) => text.includes('job report not accepted yet'),
    )
    await started.start('api')
    await finish(started, [book.audiobookId])
    const jobs = await jobsOf(started, book.audiobookId)
    expect(jobs.map(({ epoch, attempt }) => [epoch, attempt])).toEqual(jobs.map(() => [1, 1]))
  },
  TIMEOUT_MS,
)

test(
  'PostgreSQL down: 503 with Retry-After; it recovers by itself, and so do the workers',
  async () => {
    const { started } = await startAll()
    const before = await started.client.makeBook(1)
    await started.postgres.stop()
    const away = await started.get('/audiobooks')
    expect([away.status, Number(away.headers.get('Retry-After')) > 0]).toEqual([503, true])
    await started.postgres.start()
    await waitUntil(
      () => started.get('/audiobooks'),
      (response) => response.status === 200,
    )
    const after = await started.client.makeBook(2)
    await finish(started, [before.audiobookId, after.audiobookId])
  },
  TIMEOUT_MS,
)

test(
  'a worker stopped (SIGSTOP) for longer than its lease: its job goes to another, and it says nothing when it goes on',
  async () => {
    const { started, transcriber } = await startAll()
    const book = await started.client.makeBook(1)
    await waitUntil(
      () => readFile(started.pieceLog, 'utf8').catch(() => ''),
      (log) => log.includes('piece:1'),
    )
    transcriber.process.kill('SIGSTOP')
    await started.start('transcriber')
    await finish(started, [book.audiobookId])
    const [job] = (await jobsOf(started, book.audiobookId)).filter((one) => one.job_type === 'transcribe')
    expect(job).toMatchObject({ epoch: 2, attempt: 1, error_history: [{ code: 'worker_lost' }] })
    transcriber.process.kill('SIGCONT')
    await waitUntil(
      async () => transcriber.text(),
      (text) => text.includes('"outcome":"stale"'),
    )
    expect(transcriber.text()).toContain('claim not renewed in time')
    expect(await jobsOf(started, book.audiobookId)).toContainEqual({ ...job } as JobAnswer)
  },
  TIMEOUT_MS,
)
