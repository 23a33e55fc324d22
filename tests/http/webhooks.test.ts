import { describe, expect, test } from 'bun:test'
import { errAsync } from 'neverthrow'
import { transientError } from '../../src/ports/port-error.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { ADMIN_TOKEN, addBook, createTestApi, readProblem, WEBHOOK_SECRET } from '../support/http-api.ts'

const NEWS = { job: { id: 'Umx5c6F7pH7r', status: 'transcribed', created_on: '2026-11-23T10:00:00Z' } }

/** A book whose first job is parked at Rev.ai for ten minutes. */
async function setUp(overrides: Parameters<typeof createTestApi>[0] = {}) {
  const api = createTestApi(overrides)
  const [job] = addBook(api).jobs
  if (job === undefined) throw new Error('a book has jobs')
  const running = await expectOk(api.deps.jobs.claim(job.id, 'w', 60_000))
  const claim = { jobId: job.id, epoch: running?.epoch ?? 0 }
  const park = () => expectOk(api.deps.jobs.park(claim, 600_000))
  const tell = (options: { token?: string | null; json?: unknown; query?: string } = {}) =>
    api.call(`/api/v1/webhooks/revai${options.query ?? `?job_id=${job.id}`}`, {
      method: 'POST',
      token: options.token === undefined ? WEBHOOK_SECRET : options.token,
      json: options.json ?? NEWS,
    })
  const leased = async () =>
    (await expectOk(api.deps.queue.lease('transcribe', 9, { waitMs: 0, leaseMs: 1_000 }))).map(
      ({ jobId }) => jobId,
    )
  return { api, jobId: job.id, park, tell, leased }
}

describe('POST /api/v1/webhooks/revai', () => {
  test('a parked job is due now, and the queue has it', async () => {
    const { api, jobId, park, tell, leased } = await setUp()
    await park()
    const response = await tell()
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'recorded' })
    expect(await leased()).toEqual([jobId])
    expect(await expectOk(api.deps.jobs.claim(jobId, 'w', 1_000))).toMatchObject({ epoch: 2 })
  })

  test('news that come before the park are not lost', async () => {
    const { jobId, api, park, tell } = await setUp()
    expect(await (await tell()).json()).toEqual({ status: 'recorded' })
    await park()
    expect(await expectOk(api.deps.jobs.claim(jobId, 'w', 1_000))).toMatchObject({ epoch: 2 })
  })

  test('the same news twice: twice 200', async () => {
    const { park, tell } = await setUp()
    await park()
    expect([(await tell()).status, (await tell()).status]).toEqual([200, 200])
  })

  test('a job that is over or unknown: 200, so that they are not delivered for a day', async () => {
    const { api, jobId, tell } = await setUp()
    await expectOk(api.deps.jobs.cancel(jobId))
    const unknown = '?job_id=00000000-0000-7000-8000-00000000dead'
    for (const response of [await tell(), await tell({ query: unknown })]) {
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ status: 'ignored' })
    }
  })

  test('without the secret nothing happens, whatever other token is there', async () => {
    const { jobId, api, park, tell, leased } = await setUp()
    await park()
    const wrong = [null, 'wrong', ADMIN_TOKEN, `${WEBHOOK_SECRET}x`, WEBHOOK_SECRET.slice(1)]
    for (const token of wrong) await readProblem(await tell({ token }), 401)
    expect(await leased()).toEqual([])
    expect(await expectOk(api.deps.jobs.claim(jobId, 'w', 1_000))).toBeNull()
  })

  test('the secret opens nothing else', async () => {
    const { api } = await setUp()
    await readProblem(await api.call('/admin/audiobooks', { token: WEBHOOK_SECRET }), 401)
  })

  test('where no secret is configured none is right', async () => {
    const { tell } = await setUp({ revAiWebhookSecret: null })
    for (const token of [WEBHOOK_SECRET, 'null', 'x']) await readProblem(await tell({ token }), 401)
  })

  test('what is no news is refused', async () => {
    const { tell } = await setUp()
    for (const json of [{}, { job: {} }, { job: { id: 'x'.repeat(300), status: 'failed' } }, [], 'text']) {
      await readProblem(await tell({ json }), 400)
    }
    for (const query of ['', '?job_id=1', '?job=x']) await readProblem(await tell({ query }), 400)
    await readProblem(await tell({ json: { ...NEWS, more: 'x'.repeat(2_000_000) } }), 413)
  })

  test('a database that is away: 503, so that they come again', async () => {
    const { api, tell } = await setUp()
    Object.assign(api.deps.jobs, {
      wakeParked: () => errAsync(transientError('down', 'The database is down.')),
    })
    await readProblem(await tell(), 503)
  })

  test('a queue that is away: 200, the database knows', async () => {
    const { api, jobId, park, tell } = await setUp()
    await park()
    Object.assign(api.deps.queue, { enqueue: () => errAsync(transientError('down', 'The queue is down.')) })
    expect((await tell()).status).toBe(200)
    expect((await expectOk(api.deps.jobs.listDue(9))).map(({ id }) => id)).toContain(jobId)
  })
})
