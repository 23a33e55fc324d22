import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Job, JobType } from '../../src/domain/job/job.ts'
import { planJobs } from '../../src/domain/job/plan-jobs.ts'
import { workAhead } from '../../src/domain/progress/fair-share.ts'
import { forecastBook, type Lane, type Lanes } from '../../src/domain/progress/forecast.ts'
import { addWork, leastConfidence, paceOf } from '../../src/domain/progress/work-rate.ts'
import { expectedUnits } from '../../src/domain/progress/work-units.ts'
import { makeBook } from '../../src/testing/fixtures/seeded-book.ts'

const NOW = new Date('2026-11-28T10:00:00Z')
const CHAPTER_SECONDS = 600

/** A tenth of real time, one slot, nothing else to do. */
const lane = (fields: Partial<Lane> = {}): Lane => ({
  ...{ secondsPerAudioSecond: 0.1, confidence: 'high', slots: 1, aheadSeconds: 0 },
  ...fields,
})
const lanes = (fields: Partial<Record<JobType, Partial<Lane>>> = {}): Lanes => ({
  transcribe: lane(fields.transcribe),
  summarize: lane(fields.summarize),
  tag: lane(fields.tag),
  embed: lane(fields.embed),
})

function bookOf(chapterCount: number) {
  const { chapters, jobs } = makeBook({ now: NOW, chapterCount })
  const secondsOf = ({ id }: { readonly id: string }) =>
    jobs.find((job) => job.id === id)?.chapterId === null
      ? CHAPTER_SECONDS * chapters.length
      : CHAPTER_SECONDS
  return { jobs, secondsOf }
}

const etas = (jobs: readonly Job[], forecast: ReturnType<typeof forecastBook>) =>
  jobs.map(({ id }) => forecast.jobs.get(id)?.etaSeconds ?? null)

describe('the forecast of a book', () => {
  test('of one file: transcribed, then the rest at once', () => {
    const { jobs, secondsOf } = bookOf(1)
    const forecast = forecastBook(jobs, secondsOf, lanes(), NOW)
    expect(etas(jobs, forecast)).toEqual([60, 120, 120, 120])
    expect(forecast).toMatchObject({ percent: 0, etaSeconds: 120, confidence: 'high' })
  })

  test('of two files in one slot: one after the other, the whole-book summary last', () => {
    const { jobs, secondsOf } = bookOf(2)
    const forecast = forecastBook(jobs, secondsOf, lanes(), NOW)
    // transcribe 1, 2; summarize 1; tag 1; embed 1, 2; summarize all
    expect(etas(jobs, forecast)).toEqual([60, 120, 120, 120, 120, 180, 240])
    expect(forecast.etaSeconds).toBe(240)
  })

  test('more slots, and work of others in front', () => {
    const { jobs, secondsOf } = bookOf(2)
    const wide = forecastBook(jobs, secondsOf, lanes({ transcribe: { slots: 2, aheadSeconds: 100 } }), NOW)
    expect(etas(jobs, wide).slice(0, 2)).toEqual([110, 110])
  })

  test('a running job by its own pace once it shows one, and it keeps its slot', () => {
    const { jobs, secondsOf } = bookOf(2)
    const [first, ...rest] = jobs
    if (first === undefined) throw new Error('jobs')
    const startedAt = new Date(NOW.getTime() - 30_000)
    const running: Job = {
      ...first,
      ...{ status: 'processing', phase: 'running', workerId: 'w', leaseUntil: NOW, woken: false },
      ...{ startedAt, epoch: 1, progress: 0.25 },
    }
    const forecast = forecastBook([running, ...rest], secondsOf, lanes(), NOW)
    expect(forecast.jobs.get(first.id)).toEqual({ percent: 25, etaSeconds: 90 })
    expect(etas(jobs, forecast)[1]).toBe(150)
  })

  test('a job at a vendor goes by the time it has had, and is never done before it is', () => {
    const { jobs, secondsOf } = bookOf(1)
    const [first, ...rest] = jobs
    if (first === undefined) throw new Error('jobs')
    const parked = (elapsedMs: number): Job => ({
      ...first,
      ...{ status: 'processing', phase: 'parked', woken: false, epoch: 2 },
      startedAt: new Date(NOW.getTime() - elapsedMs),
    })
    const at = (elapsedMs: number) =>
      forecastBook([parked(elapsedMs), ...rest], secondsOf, lanes(), NOW).jobs.get(first.id)
    expect(at(15_000)).toEqual({ percent: 25, etaSeconds: 45 })
    expect(at(600_000)).toEqual({ percent: 80, etaSeconds: 150 })
  })

  test('a retry is waited for', () => {
    const { jobs, secondsOf } = bookOf(1)
    const later = jobs.map((job) => ({ ...job, runAt: new Date(NOW.getTime() + 40_000) }))
    expect(etas(jobs, forecastBook(later, secondsOf, lanes(), NOW))[0]).toBe(100)
  })

  test('a paused type, and what waits for it, can not be told; the rest can', () => {
    const { jobs, secondsOf } = bookOf(1)
    const paused = lanes({ embed: { aheadSeconds: Number.POSITIVE_INFINITY } })
    expect(etas(jobs, forecastBook(jobs, secondsOf, paused, NOW))).toEqual([60, 120, 120, null])
    const all = lanes({ transcribe: { aheadSeconds: Number.POSITIVE_INFINITY } })
    const forecast = forecastBook(jobs, secondsOf, all, NOW)
    expect(etas(jobs, forecast)).toEqual([null, null, null, null])
    expect(forecast.etaSeconds).toBeNull()
  })

  test('a book that is over has nothing left', () => {
    const { jobs, secondsOf } = bookOf(1)
    const done = jobs.map((job): Job => ({ ...job, status: 'completed', completedAt: NOW }))
    expect(forecastBook(done, secondsOf, lanes(), NOW)).toMatchObject({ percent: 100, etaSeconds: null })
  })

  test('property: no job before what it waits for, the book with its last job, percent within bounds', () => {
    const inputs = fc.record({
      chapters: fc.integer({ min: 1, max: 12 }),
      slots: fc.integer({ min: 1, max: 6 }),
      ahead: fc.nat(1_000),
      done: fc.nat(12),
    })
    fc.assert(
      fc.property(inputs, ({ chapters, slots, ahead, done }) => {
        const { jobs, secondsOf } = bookOf(chapters)
        const some = jobs.map(
          (job, index): Job =>
            index < Math.min(done, chapters) ? { ...job, status: 'completed', completedAt: NOW } : job,
        )
        const with_ = lanes({ transcribe: { slots, aheadSeconds: ahead }, embed: { slots } })
        const forecast = forecastBook(some, secondsOf, with_, NOW)
        const etaOf = (id: string) => forecast.jobs.get(id)?.etaSeconds ?? 0
        for (const job of some) {
          if (job.status === 'completed') continue
          for (const gate of job.gate) expect(etaOf(job.id)).toBeGreaterThan(etaOf(gate))
          expect(forecast.etaSeconds ?? 0).toBeGreaterThanOrEqual(etaOf(job.id))
        }
        expect(forecast.percent).toBeGreaterThanOrEqual(0)
        expect(forecast.percent).toBeLessThanOrEqual(100)
      }),
      { numRuns: 50 },
    )
  })

  test('property: more slots or less in front never makes a book of one type later', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(500),
        (n, slots, ahead) => {
          const { jobs, secondsOf } = bookOf(n)
          const transcribes = jobs.filter(({ type }) => type === 'transcribe')
          const eta = (fields: Partial<Lane>) =>
            forecastBook(transcribes, secondsOf, lanes({ transcribe: fields }), NOW).etaSeconds ?? 0
          const here = eta({ slots, aheadSeconds: ahead })
          expect(eta({ slots: slots + 1, aheadSeconds: ahead })).toBeLessThanOrEqual(here)
          expect(eta({ slots, aheadSeconds: 0 })).toBeLessThanOrEqual(here)
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('turns between owners', () => {
  test('a small book waits for its own share of others, not for all they have', () => {
    expect(workAhead({ ownAhead: 0, own: 10, others: [10_000] })).toBe(10)
    expect(workAhead({ ownAhead: 50, own: 10, others: [10_000, 5] })).toBe(50 + 60 + 5)
    expect(workAhead({ ownAhead: 0, own: 10, others: [] })).toBe(0)
  })
})

describe('paces', () => {
  const rate = (engine: string, workSeconds: number, jobs: number, minute: number) => ({
    ...{ type: 'transcribe' as const, engine, workSeconds, audioSeconds: 100, jobs },
    updatedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
  })
  const engine = { recordedAs: 'pocketsphinx', secondsPerAudioSecond: 0.2 }

  test('are measured where the configured engine was seen, else the default', () => {
    const rates = [rate('pocketsphinx 5 en-us', 40, 20, 1), rate('openai whisper-1', 7, 3, 9)]
    expect(paceOf(rates, 'transcribe', engine)).toEqual({ secondsPerAudioSecond: 0.4, confidence: 'high' })
    expect(paceOf(rates, 'embed', engine)).toEqual({ secondsPerAudioSecond: 0.2, confidence: 'low' })
    expect(paceOf(rates, 'transcribe', { ...engine, recordedAs: 'rev.ai' }).confidence).toBe('low')
    expect(paceOf(rates, 'transcribe', { ...engine, recordedAs: null })).toEqual({
      ...{ secondsPerAudioSecond: 0.07, confidence: 'medium' },
    })
  })

  test('the sums follow a change of pace within some dozens of jobs', () => {
    let sums = addWork(undefined, { workSeconds: 1_000, audioSeconds: 1_000, jobs: 100 })
    for (let index = 0; index < 200; index += 1)
      sums = addWork(sums, { workSeconds: 1, audioSeconds: 10, jobs: 1 })
    expect(sums.workSeconds / sums.audioSeconds).toBeLessThan(0.2)
    expect(sums.jobs).toBeLessThan(100)
  })

  test('the least of several confidences counts', () => {
    expect(leastConfidence(['high', 'medium'])).toBe('medium')
    expect(leastConfidence(['high', 'low', 'medium'])).toBe('low')
  })
})

test('forty hours are about the tokens that the docs tell', () => {
  const jobs = planJobs({
    ...{ audiobookId: 'b', ownerId: 'o', uploadType: 'single', priority: 0, now: NOW, nextId: () => 'x' },
    chapters: [],
  })
  const hours = 40 * 3_600
  expect(expectedUnits({ type: 'summarize' }, hours).inputTokens).toBeCloseTo(520_000, -5)
  expect(expectedUnits({ type: 'embed' }, hours)).toEqual({
    audioSeconds: 0,
    inputTokens: 504_000,
    outputTokens: 0,
  })
  expect(jobs.map(({ type }) => expectedUnits({ type }, 60).audioSeconds)).toEqual([60, 0, 0, 0])
})
