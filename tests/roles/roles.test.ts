import { afterEach, expect, test } from 'bun:test'
import { findFreePort } from '../support/free-port.ts'
import { waitUntil } from '../support/wait-until.ts'
import {
  finish,
  type JobAnswer,
  jobsOf,
  pieceDone,
  removeCluster,
  repeatedPieces,
  startAll,
  TIMEOUT_MS,
} from './support.ts'

afterEach(removeCluster)

test(
  'API, transcriber and worker as processes: books are made, nothing runs twice, a stopped worker gives its jobs back',
  async () => {
    const { started, transcriber, worker } = await startAll()
    const books = await Promise.all([0, 1, 2, 3].map((index) => started.client.makeBook(index)))
    // Stopped in the middle: what it runs goes to its successor at once and without an attempt.
    await pieceDone(started, 1)
    const probePort = await findFreePort()
    const successor = started.launch('transcriber', { WORKER_PORT: String(probePort) })
    expect(await transcriber.kill('SIGTERM')).toBe(0)
    await successor.ready()
    const readiness = await (await fetch(`http://127.0.0.1:${probePort}/readyz`)).json()
    expect(readiness.checks.map(({ name }: { name: string }) => name)).toEqual([
      'database',
      'queue',
      'storage',
      'transcriber',
    ])
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
  'the API away: workers wait and drop no result',
  async () => {
    const { started, api, transcriber } = await startAll(15_000)
    const book = await started.client.makeBook(1)
    await pieceDone(started, 0)
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
    await pieceDone(started, 1)
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
