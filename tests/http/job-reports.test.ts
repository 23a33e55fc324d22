import { describe, expect, test } from 'bun:test'
import { errAsync } from 'neverthrow'
import { transientError } from '../../src/ports/port-error.ts'
import { addBook, createTestApi, readProblem, type TestApi, WORKER_TOKEN } from '../support/http-api.ts'

const UNKNOWN_ID = '00000000-0000-7000-8000-00000000dead'

const send = (api: TestApi, reports: unknown, token = WORKER_TOKEN) =>
  api.call('/admin/jobs/reports', { method: 'POST', token, json: { reports } })

const start = (jobId: string) => ({ job_id: jobId, report: { event: 'start', worker_id: 'w1' } })
const complete = (jobId: string, epoch = 1) => ({ job_id: jobId, report: { event: 'complete', epoch } })

describe('reports on several jobs', () => {
  test('each has its answer, in order, as it would have it by itself', async () => {
    const api = createTestApi()
    const [first, gated] = addBook(api).jobs
    const [second] = addBook(api).jobs
    if (first === undefined || second === undefined || gated === undefined) throw new Error('books have jobs')
    const started = await send(api, [start(first.id), start(gated.id), start(UNKNOWN_ID), start(second.id)])
    expect(started.status).toBe(200)
    expect(await started.json()).toMatchObject({
      answers: [
        { job_id: first.id, accepted: true, job: { epoch: 1 } },
        { job_id: gated.id, accepted: false, status: 409, code: 'job_not_available' },
        { job_id: UNKNOWN_ID, accepted: false, status: 404, code: 'job_not_found' },
        { job_id: second.id, accepted: true, job: { epoch: 1 } },
      ],
    })
    const ended = await send(api, [complete(first.id), complete(second.id, 2)])
    expect(await ended.json()).toMatchObject({
      answers: [{ accepted: true }, { accepted: false, status: 409, code: 'stale_report' }],
    })
    expect([first, second].map(({ id }) => api.state.jobs.get(id)?.status)).toEqual([
      'completed',
      'processing',
    ])
  })

  test('an outage is the answer to each report that it met', async () => {
    const api = createTestApi()
    const [job] = addBook(api).jobs
    const away = () => errAsync(transientError('database_unavailable', 'The database cannot be reached.'))
    const broken = createTestApi({ reporter: { ...api.deps.reporter, start: away } })
    const answered = await send(broken, [start(job?.id ?? '')])
    expect(await answered.json()).toMatchObject({ answers: [{ accepted: false, status: 503 }] })
  })

  test.each([
    ['none', []],
    ['too many', Array.from({ length: 101 }, () => start(UNKNOWN_ID))],
    ['one that is malformed', [start(UNKNOWN_ID), { job_id: UNKNOWN_ID, report: { event: 'complete' } }]],
    ['one of no job', [{ job_id: '..', report: { event: 'complete', epoch: 1 } }]],
  ])('%s is refused as a whole', async (_name, reports) => {
    await readProblem(await send(createTestApi(), reports), 400)
  })

  test('is for workers alone', async () => {
    const api = createTestApi()
    await readProblem(await send(api, [start(UNKNOWN_ID)], 'someone-else'), 401)
  })
})
