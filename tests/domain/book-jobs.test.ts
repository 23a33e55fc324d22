import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Chapter } from '../../src/domain/audiobook/audiobook.ts'
import { audiobookStatus, overallProgress } from '../../src/domain/audiobook/status.ts'
import { backoffDelayMs } from '../../src/domain/backoff.ts'
import { afterCompletion, afterFailure } from '../../src/domain/job/dependents.ts'
import type { Job } from '../../src/domain/job/job.ts'
import { planJobs } from '../../src/domain/job/plan-jobs.ts'
import { transition } from '../../src/domain/job/transitions.ts'

const chapter = (number: number): Chapter => ({
  id: `chapter-${number}`,
  audiobookId: 'book',
  number,
  title: `Chapter ${number}`,
  uploadFileId: `file-${number}`,
  fileStartSeconds: 0,
  durationSeconds: 60,
  bookStartSeconds: (number - 1) * 60,
})

function plan(uploadType: 'single' | 'chapters', chapterCount: number) {
  let id = 0
  const chapters = Array.from({ length: chapterCount }, (_, index) => chapter(index + 1))
  const nextId = () => {
    id += 1
    return `job-${id}`
  }
  const jobs = planJobs({
    ...{ audiobookId: 'book', ownerId: 'owner', uploadType, chapters, priority: 0, now: new Date(0) },
    nextId,
  })
  return { chapters, jobs }
}

const now = new Date(1)
const run = (jobs: readonly Job[], id: string, last: 'complete' | 'permanent'): readonly Job[] =>
  jobs.map((job) => {
    if (job.id !== id) return job
    const running = transition(job, { type: 'claim', workerId: 'w', leaseMs: 1 }, now)._unsafeUnwrap()
    const failure = { kind: 'permanent', code: 'x', message: 'Broken.' } as const
    const { epoch } = running
    if (last === 'complete') return transition(running, { type: 'complete', epoch }, now)._unsafeUnwrap()
    return transition(running, { type: 'fail', epoch, failure, random: 0 }, now)._unsafeUnwrap()
  })

describe('which jobs a book gets', () => {
  test('one file: four, whatever the number of chapter marks', () => {
    expect(plan('single', 1).jobs.map((job) => job.type)).toEqual(['transcribe', 'summarize', 'tag', 'embed'])
    expect(plan('single', 12).jobs).toHaveLength(4)
  })

  test('n files: 2n + 3, four for one', () => {
    expect(plan('chapters', 3).jobs).toHaveLength(9)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
        expect(plan('chapters', count).jobs).toHaveLength(count === 1 ? 4 : 2 * count + 3)
      }),
    )
  })

  test('a book has a description after chapter 1, and a whole one after the last', () => {
    const { jobs } = plan('chapters', 2)
    const [first, second, early, tag, embedFirst, embedSecond, whole] = jobs
    const opened = afterCompletion(run(jobs, first?.id ?? '', 'complete'), first?.id ?? '', now)
    expect(opened.opened.map((job) => job.id)).toEqual([early?.id, tag?.id, embedFirst?.id].map(String))
    const all = afterCompletion(run(opened.jobs, second?.id ?? '', 'complete'), second?.id ?? '', now)
    expect(all.opened.map((job) => job.id)).toEqual([embedSecond?.id, whole?.id].map(String))
  })
})

describe('a book and its jobs', () => {
  test('random runs end with every job ended and a status that says how', () => {
    const outcomes = fc.array(fc.constantFrom('complete' as const, 'permanent' as const), {
      minLength: 40,
      maxLength: 40,
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.boolean(), outcomes, (count, single, fates) => {
        const { chapters, jobs: planned } = plan(single ? 'single' : 'chapters', count)
        let jobs: readonly Job[] = planned
        let ready = jobs.find((job) => job.status === 'pending' && job.gate.length === 0)
        for (const fate of fates) {
          if (ready === undefined) break
          expect(audiobookStatus(jobs, chapters).status).toBe('processing')
          jobs = run(jobs, ready.id, fate)
          jobs =
            fate === 'complete'
              ? afterCompletion(jobs, ready.id, now).jobs
              : afterFailure(jobs, ready.id, now)
          ready = jobs.find((job) => job.status === 'pending' && job.gate.length === 0)
        }
        expect(jobs.some((job) => job.status === 'pending' || job.status === 'processing')).toBe(false)
        const failed = jobs.some((job) => job.status === 'failed')
        const { status, reason } = audiobookStatus(jobs, chapters)
        expect(status).toBe(failed ? 'failed' : 'completed')
        expect(reason === null).toBe(!failed)
        expect(overallProgress(jobs) === 1).toBe(!failed)
      }),
    )
  })

  test('a failed transcript cancels what waits for it, with the reason, and names the part', () => {
    const { jobs, chapters } = plan('chapters', 2)
    const second = jobs[1]?.id ?? ''
    const after = afterFailure(run(jobs, second, 'permanent'), second, now)
    const cancelled = after.filter((job) => job.status === 'cancelled')
    expect(cancelled.map((job) => [job.type, job.chapterId])).toEqual([
      ['embed', 'chapter-2'],
      ['summarize', null],
    ])
    expect(
      cancelled.every((job) => job.reason.code === 'dependency_failed' && job.reason.jobId === second),
    ).toBe(true)
    const reason = audiobookStatus(
      after.filter((job) => job.status !== 'pending'),
      chapters,
    ).reason
    expect(reason).toBe('Transcription of chapter 2 failed: Broken.')
  })
})

describe('backoff', () => {
  test('grows from 10 s, is capped at 15 min, is half random, and obeys the vendor', () => {
    expect(backoffDelayMs(1, 0)).toBe(5_000)
    expect(backoffDelayMs(2, 0.5)).toBe(15_000)
    expect(backoffDelayMs(99, 0.999_999)).toBeLessThanOrEqual(900_000)
    expect(backoffDelayMs(1, 0, 60_000)).toBe(60_000)
  })
})
