import { describe, expect, spyOn, test } from 'bun:test'
import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { addBook, createTestApi } from '../../support/http-api.ts'
import { AUDIOBOOKS } from './audiobook-calls.ts'

/** Engines of the test API work at a tenth of real time, two jobs at once; a chapter is 600 s long. */
describe('time left', () => {
  test('of jobs and book, by the clock of the server', async () => {
    const api = createTestApi()
    const { audiobook } = addBook(api)
    const path = `${AUDIOBOOKS}/${audiobook.id}`
    const now = api.deps.clock.now().getTime()
    const body = await (await api.call(`${path}/jobs`)).json()
    expect(body).toMatchObject({
      ...{ progress: 0, percent: 0, eta_seconds: 120, eta_confidence: 'low' },
      estimated_completion_at: new Date(now + 120_000).toISOString(),
      jobs: [
        { job_type: 'transcribe', progress: 0, percent: 0, eta_seconds: 60 },
        { eta_seconds: 120 },
        { eta_seconds: 120 },
        {
          job_type: 'embed',
          eta_seconds: 120,
          estimated_completion_at: new Date(now + 120_000).toISOString(),
        },
      ],
    })
    expect(await (await api.call(path)).json()).toMatchObject({ percent: 0, eta_seconds: 120 })
  })

  test('by what was measured once something was', async () => {
    const api = createTestApi()
    const { audiobook } = addBook(api)
    const measured = { workSeconds: 300, audioSeconds: 600, jobs: 12, updatedAt: api.deps.clock.now() }
    api.state.workRates.set('x', { type: 'transcribe', engine: 'test', ...measured })
    const body = await (await api.call(`${AUDIOBOOKS}/${audiobook.id}/jobs`)).json()
    expect(body).toMatchObject({ jobs: [{ eta_seconds: 300 }, { eta_seconds: 360 }, {}, {}] })
  })

  test('with the own books before it and a fair share of those of others', async () => {
    const api = createTestApi()
    for (let index = 0; index < 20; index += 1) addBook(api, { ownerId: 'other' })
    const early = new Date(api.deps.clock.now().getTime() - 60_000)
    addBook(api, { now: early })
    const { audiobook } = addBook(api)
    const body = await (await api.call(`${AUDIOBOOKS}/${audiobook.id}/jobs`)).json()
    // 60 s of its own earlier book, 120 s of the other owner's, over two slots; then its own 60 s.
    expect(body).toMatchObject({ jobs: [{ eta_seconds: 150 }, {}, {}, {}] })
  })

  test('however many ask, the queue is looked at once in two seconds', async () => {
    const clock = createManualClock()
    const api = createTestApi({ clock })
    const { audiobook } = addBook(api)
    const looks = [spyOn(api.deps.workRates, 'backlog'), spyOn(api.deps.workRates, 'ahead')]
    const ask = () => api.call(`${AUDIOBOOKS}/${audiobook.id}/jobs`)
    for (let index = 0; index < 5; index += 1) await ask()
    expect(looks.map((look) => look.mock.calls.length)).toEqual([1, 1])
    clock.advance(2_000)
    await ask()
    expect(looks.map((look) => look.mock.calls.length)).toEqual([2, 2])
  })

  test('is not known while the queue is paused, and nothing once the book is over', async () => {
    const api = createTestApi()
    const { audiobook, jobs } = addBook(api)
    await expectOk(api.deps.queuePauses.pause('transcribe', 'admin'))
    const path = `${AUDIOBOOKS}/${audiobook.id}/jobs`
    const paused = await (await api.call(path)).json()
    expect(paused).toMatchObject({ eta_seconds: null, estimated_completion_at: null })
    for (const job of jobs) {
      api.state.jobs.set(job.id, { ...job, status: 'completed', completedAt: api.deps.clock.now() })
    }
    expect(await (await api.call(path)).json()).toMatchObject({ percent: 100, eta_seconds: null })
  })

  test('of the queues', async () => {
    const api = createTestApi()
    addBook(api, { chapterCount: 4 })
    await expectOk(api.deps.queuePauses.pause('embed', 'admin'))
    const body = (await (await api.call('/admin/queues')).json()) as { items: { job_type: string }[] }
    const of = (type: string) => body.items.find(({ job_type }) => job_type === type)
    expect(of('transcribe')).toMatchObject({
      estimate: {
        ...{ waiting_audio_seconds: 2_400, running_audio_seconds: 0, throughput: 20, eta_seconds: 120 },
        confidence: 'low',
      },
    })
    expect(of('embed')).toMatchObject({ estimate: { eta_seconds: null } })
  })
})
