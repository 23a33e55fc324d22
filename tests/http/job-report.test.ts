import { describe, expect, test } from 'bun:test'
import { errAsync } from 'neverthrow'
import { throttledError } from '../../src/ports/port-error.ts'
import { addBook, createTestApi, readProblem, type TestApi, WORKER_TOKEN } from '../support/http-api.ts'

function setUp(overrides: Parameters<typeof createTestApi>[0] = {}) {
  const api = createTestApi(overrides)
  const { jobs } = addBook(api)
  const [job, gated] = jobs
  if (job === undefined || gated === undefined) throw new Error('a book has jobs')
  return { api, job, gated, report: reporter(api, job.id) }
}

const reporter = (api: TestApi, jobId: string) => (json: unknown) =>
  api.call(`/admin/jobs/${jobId}/status`, { method: 'POST', token: WORKER_TOKEN, json })

describe('a worker’s report', () => {
  test('a job from start to end', async () => {
    const { api, job, report } = setUp()
    const started = await report({ event: 'start', worker_id: 'w1' })
    expect(await started.json()).toMatchObject({
      job_id: job.id,
      accepted: true,
      job: { id: job.id, epoch: 1, status: 'processing', worker_id: 'w1', checkpoint: null },
    })
    const taken = await readProblem(await report({ event: 'start', worker_id: 'w2' }), 409)
    expect(taken.code).toBe('job_not_available')

    const checkpoint = { vendor_job: 'x', parts: [1, 2, { deep: null }] }
    const reports = [
      { event: 'heartbeat', epoch: 1 },
      { event: 'progress', epoch: 1, fraction: 0.5 },
      { event: 'checkpoint', epoch: 1, checkpoint },
      { event: 'complete', epoch: 1 },
      { event: 'complete', epoch: 1 },
    ]
    for (const json of reports) {
      const response = await report(json)
      expect([response.status, await response.json()]).toEqual([200, { job_id: job.id, accepted: true }])
    }
    expect(api.state.jobs.get(job.id)).toMatchObject({ status: 'completed', checkpoint })
  })

  test('a claim that no longer holds', async () => {
    const { api, job, report } = setUp()
    await report({ event: 'start', worker_id: 'w1' })
    const before = structuredClone(api.state.jobs.get(job.id))
    const reports = [
      { event: 'heartbeat', epoch: 2 },
      { event: 'progress', epoch: 2, fraction: 1 },
      { event: 'checkpoint', epoch: 2, checkpoint: 1 },
      { event: 'complete', epoch: 2 },
      { event: 'fail', epoch: 2, failure: { kind: 'permanent', code: 'x', message: 'm' } },
      { event: 'park', epoch: 2, resume_after_ms: 1 },
      { event: 'release', epoch: 2 },
    ]
    for (const json of reports) {
      expect((await readProblem(await report(json), 409)).code).toBe('stale_report')
    }
    expect(structuredClone(api.state.jobs.get(job.id))).toEqual(before)
  })

  test('a failure says when to come again, or that it is over', async () => {
    const { api, report } = setUp()
    const failure = { kind: 'transient', code: 'vendor_down', message: 'Down.' }
    await report({ event: 'start', worker_id: 'w1' })
    const first = (await (await report({ event: 'fail', epoch: 1, failure })).json()) as {
      run_again_after_ms: number
    }
    expect(first.run_again_after_ms).toBeGreaterThan(0)
    const { clock } = api.deps
    if ('advance' in clock && typeof clock.advance === 'function') clock.advance(first.run_again_after_ms)
    await report({ event: 'start', worker_id: 'w1' })
    const last = await report({ event: 'fail', epoch: 2, failure: { ...failure, kind: 'permanent' } })
    expect(await last.json()).toMatchObject({ run_again_after_ms: null })
  })

  test('release and park give the job back', async () => {
    const { api, job, report } = setUp()
    await report({ event: 'start', worker_id: 'w1' })
    expect((await report({ event: 'release', epoch: 1 })).status).toBe(200)
    expect(api.state.jobs.get(job.id)).toMatchObject({ status: 'pending', attempt: 1 })
    await report({ event: 'start', worker_id: 'w1' })
    expect((await report({ event: 'park', epoch: 2, resume_after_ms: 60_000 })).status).toBe(200)
    expect(api.state.jobs.get(job.id)).toMatchObject({ status: 'processing', phase: 'parked' })
  })

  test('a gated job is not to be had', async () => {
    const { api, gated } = setUp()
    const response = await reporter(api, gated.id)({ event: 'start', worker_id: 'w1' })
    expect((await readProblem(response, 409)).code).toBe('job_not_available')
  })

  test('503 with the wait that the outage asked for', async () => {
    const reporterPort = createTestApi().deps.reporter
    const start = () => errAsync(throttledError('slow_down', 'wait', 12_300))
    const { report } = setUp({ reporter: { ...reporterPort, start } })
    const response = await report({ event: 'start', worker_id: 'w1' })
    expect(response.headers.get('retry-after')).toBe('13')
    expect((await readProblem(response, 503)).code).toBe('service_unavailable')
  })

  const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown
  test.each<[string, unknown, string]>([
    ['no event', {}, '/event'],
    ['an unknown event', { event: 'explode', epoch: 1 }, '/event'],
    ['no epoch', { event: 'complete' }, '/epoch'],
    ['an epoch of zero', { event: 'complete', epoch: 0 }, '/epoch'],
    ['an epoch beyond integers', { event: 'complete', epoch: 2 ** 31 }, '/epoch'],
    ['more than all', { event: 'progress', epoch: 1, fraction: 1.1 }, '/fraction'],
    ['no checkpoint', { event: 'checkpoint', epoch: 1 }, '/checkpoint'],
    [
      'a checkpoint with NUL',
      { event: 'checkpoint', epoch: 1, checkpoint: { a: ['\u0000'] } },
      '/checkpoint',
    ],
    ['a name with NUL', { event: 'checkpoint', epoch: 1, checkpoint: { '\u0000': 1 } }, '/checkpoint'],
    ['a very deep checkpoint', { event: 'checkpoint', epoch: 1, checkpoint: nested(5000) }, '/checkpoint'],
    ['no worker', { event: 'start' }, '/worker_id'],
    [
      'a crash, which workers can’t report',
      { event: 'fail', epoch: 1, failure: { kind: 'crash' } },
      '/failure/kind',
    ],
  ])('refuses %s', async (_name, json, pointer) => {
    const { report } = setUp()
    const problem = await readProblem(await report(json), 400)
    expect(problem.errors?.map((issue) => issue.pointer)).toContain(pointer)
  })
})

describe('heartbeats of a worker', () => {
  const beat = (api: TestApi, json: unknown) =>
    api.call('/admin/jobs/heartbeats', { method: 'POST', token: WORKER_TOKEN, json })

  test('renew every claim that holds and name the others', async () => {
    const { api, job, gated, report } = setUp()
    await report({ event: 'start', worker_id: 'w1' })
    const claims = [
      { job_id: job.id, epoch: 1 },
      { job_id: gated.id, epoch: 1 },
    ]
    const response = await beat(api, { worker_id: 'w1', claims })
    expect([response.status, await response.json()]).toEqual([200, { stale: [claims[1]] }])
  })

  test('are for the worker token alone', async () => {
    const { api } = setUp()
    const options = { method: 'POST', json: { claims: [] } }
    await readProblem(await api.call('/admin/jobs/heartbeats', options), 401)
    expect((await beat(api, { claims: [] })).status).toBe(200)
    await readProblem(await api.call('/admin/jobs/heartbeats/x', { ...options, token: WORKER_TOKEN }), 401)
  })

  test.each<[string, unknown, string]>([
    ['no claims', {}, '/claims'],
    [
      'a claim without epoch',
      { claims: [{ job_id: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11' }] },
      '/claims/0/epoch',
    ],
    ['an id that is none', { claims: [{ job_id: 'x', epoch: 1 }] }, '/claims/0/job_id'],
  ])('refuse %s', async (_name, json, pointer) => {
    const problem = await readProblem(await beat(setUp().api, json), 400)
    expect(problem.errors?.map((issue) => issue.pointer)).toContain(pointer)
  })
})

describe('a start with an id', () => {
  test('repeated: the claim that it got; another one: taken', async () => {
    const { report } = setUp()
    const start = { event: 'start', worker_id: 'w1', start_id: 'first' }
    const claimed = (await (await report(start)).json()) as { job: { epoch: number } }
    expect(await (await report(start)).json()).toEqual(claimed)
    await readProblem(await report({ ...start, start_id: 'second' }), 409)
    await readProblem(await report({ event: 'start', worker_id: 'w1' }), 409)
  })
})
