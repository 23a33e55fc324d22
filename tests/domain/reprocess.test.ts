import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { JOB_TYPES, type Job, type JobType } from '../../src/domain/job/job.ts'
import { afterReprocess } from '../../src/domain/job/reprocess.ts'
import { makeBook } from '../../src/testing/fixtures/seeded-book.ts'

const now = new Date(5_000)
const END = new Date(4_000)
const BROKEN = { kind: 'permanent', code: 'broken', message: 'No.', at: END, epoch: 3, attempt: 2 } as const
type Fate = 'completed' | 'failed' | 'cancelled'

/** A job as it is after three claims; gates have forgotten what completed. */
function ended(job: Job, fate: Fate): Job {
  const over = { ...job, gate: [], epoch: 3, attempt: 2, progress: 1, checkpoint: { externalId: 'x' } }
  if (fate === 'completed') return { ...over, status: 'completed', completedAt: END }
  if (fate === 'failed')
    return { ...over, status: 'failed', completedAt: END, error: BROKEN, errorHistory: [BROKEN] }
  const reason = { code: 'dependency_failed', jobId: job.gate[0] ?? job.id } as const
  return { ...over, gate: job.gate, status: 'cancelled', completedAt: END, reason }
}

const bookOf = (chapterCount: number, fate: (job: Job, place: number) => Fate = () => 'completed') =>
  makeBook({ now: new Date(1_000), chapterCount }).jobs.map((job, place) => ended(job, fate(job, place)))

const forced = (jobs: readonly Job[], ...stages: JobType[]) => {
  const outcome = afterReprocess(jobs, { stages, force: true }, now)
  if (outcome.outcome === 'busy') throw new Error('busy')
  return outcome
}
const places = (jobs: readonly Job[], some: readonly Job[]) =>
  some.map(({ id }) => jobs.findIndex((job) => job.id === id)).toSorted((a, b) => a - b)

describe('reprocessing with force', () => {
  test('a stage does its work as if for the first time, and nothing else is touched', () => {
    const jobs = bookOf(1)
    const { jobs: after, revived } = forced(jobs, 'tag')
    expect(places(jobs, revived)).toEqual([2])
    expect(after[2]).toMatchObject({
      ...{ type: 'tag', status: 'pending', gate: [], attempt: 1, epoch: 3, freshAfterEpoch: 3 },
      ...{ checkpoint: null, progress: 0, runAt: now },
    })
    expect(after.filter((_, place) => place !== 2)).toEqual(jobs.filter((_, place) => place !== 2))
  })

  test('a new transcript takes with it what is made from it, which waits for it', () => {
    // 0, 1: transcribe; 2: summarize, 3: tag of chapter 1; 4, 5: embed; 6: summarize the book.
    const jobs = bookOf(2)
    const { jobs: after, revived } = forced(jobs, 'transcribe')
    expect(places(jobs, revived)).toEqual([0, 1, 2, 3, 4, 5, 6])
    const gates = after.map((job) => job.gate.map((id) => jobs.findIndex((one) => one.id === id)))
    expect(gates).toEqual([[], [], [0], [0], [0], [1], [0, 1]])
  })

  test('a transcript that is missing is made first, with what else reads it', () => {
    const jobs = bookOf(2, (job, place) =>
      place === 1 ? 'failed' : job.gate.length > 1 ? 'cancelled' : 'completed',
    )
    const { jobs: after, revived } = forced(jobs, 'summarize')
    expect(places(jobs, revived)).toEqual([1, 2, 5, 6])
    expect(after[6]?.gate).toEqual([jobs[1]?.id ?? ''])
  })

  test('of jobs that did the same only the last does it again', () => {
    const jobs = bookOf(2)
    const again = { ...jobs[4], id: 'again', chapterId: null } as Job
    expect(forced([...jobs, again], 'embed').revived.map(({ id }) => id)).toEqual(['again'])
  })

  test('is refused while anything of the book is under way', () => {
    const [first, ...rest] = bookOf(1)
    const running = { ...first, status: 'pending', runAt: now } as Job
    expect(afterReprocess([running, ...rest], { stages: ['tag'], force: true }, now)).toEqual({
      outcome: 'busy',
    })
  })
})

test('without force what failed or was cancelled goes round again, and what is complete does not', () => {
  const jobs = bookOf(1, (_, place) => (place === 1 ? 'failed' : 'completed'))
  const outcome = afterReprocess(jobs, { stages: [...JOB_TYPES], force: false }, now)
  if (outcome.outcome === 'busy') throw new Error('busy')
  expect(places(jobs, outcome.revived)).toEqual([1])
  // What it bought is kept.
  expect(outcome.jobs[1]).toMatchObject({ freshAfterEpoch: 0, checkpoint: { externalId: 'x' } })
})

test('any stages of any book: what comes back can run, and only waits for what comes back', () => {
  const fates = fc.constantFrom<Fate>('completed', 'completed', 'failed', 'cancelled')
  const cases = fc.record({
    chapterCount: fc.integer({ min: 1, max: 4 }),
    fates: fc.array(fates, { minLength: 11, maxLength: 11 }),
    stages: fc.subarray([...JOB_TYPES], { minLength: 1 }),
  })
  fc.assert(
    fc.property(cases, ({ chapterCount, fates: of, stages }) => {
      const jobs = bookOf(chapterCount, (_, place) => of[place] ?? 'completed')
      const { jobs: after, revived } = forced(jobs, ...stages)
      const back = new Set(revived.map(({ id }) => id))
      const byId = new Map(after.map((job) => [job.id, job]))
      for (const job of after) {
        if (stages.includes(job.type)) expect(back.has(job.id)).toBe(true)
        if (!back.has(job.id)) expect(job).toBe(jobs.find(({ id }) => id === job.id) as Job)
      }
      for (const job of revived) {
        expect(job.freshAfterEpoch).toBe(3)
        for (const id of job.gate) expect([back.has(id), byId.get(id)?.type]).toEqual([true, 'transcribe'])
      }
      // In as many rounds as there are steps everything is done.
      const open = new Map(revived.map((job) => [job.id, new Set(job.gate)]))
      for (let round = 0; round < 2; round += 1) {
        for (const id of [...open].flatMap(([id, gate]) => (gate.size === 0 ? [id] : []))) {
          open.delete(id)
          for (const gate of open.values()) gate.delete(id)
        }
      }
      expect(open.size).toBe(0)
    }),
  )
})
