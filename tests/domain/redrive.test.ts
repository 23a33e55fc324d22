import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { audiobookStatus } from '../../src/domain/audiobook/status.ts'
import { afterCompletion, afterFailure, afterRedrive } from '../../src/domain/job/dependents.ts'
import type { JobEvent } from '../../src/domain/job/events.ts'
import type { Job } from '../../src/domain/job/job.ts'
import { transition } from '../../src/domain/job/transitions.ts'
import { pendingJob } from './jobs.ts'

const now = new Date(1)
const later = new Date(2)
const MAX_JOBS = 9
const FATES = ['complete', 'complete', 'fail', 'cancel'] as const
type Fate = (typeof FATES)[number]

/** Gates point at jobs that were planned before, as many as may be. */
const books = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: MAX_JOBS })
  .map((gates) =>
    gates.map((gate, place) =>
      pendingJob({
        id: `job-${place}`,
        gate: place === 0 ? [] : [...new Set(gate.map((other) => `job-${other % place}`))],
      }),
    ),
  )

const apply = (job: Job, event: JobEvent): Job => transition(job, event, now)._unsafeUnwrap()

/** One job of the book meets its fate, with what that means for the others. */
function meet(jobs: readonly Job[], id: string, fate: Fate): readonly Job[] {
  const changed = jobs.map((job) => {
    if (job.id !== id) return job
    if (fate === 'cancel') return apply(job, { type: 'cancel', reason: { code: 'requested' } })
    const running = apply({ ...job, runAt: now } as Job, { type: 'claim', workerId: 'w', leaseMs: 1 })
    if (fate === 'complete') return apply(running, { type: 'complete', epoch: running.epoch })
    const failure = { kind: 'permanent', code: 'broken', message: 'Broken.' } as const
    return apply(running, { type: 'fail', epoch: running.epoch, failure, random: 0 })
  })
  return fate === 'complete' ? afterCompletion(changed, id, now).jobs : afterFailure(changed, id, now)
}

const ready = (jobs: readonly Job[]) =>
  jobs.filter((job) => job.status === 'pending' && job.gate.length === 0)

/** Whatever may start meets the next fate, until nothing may start or the fates are used up. */
function live(jobs: readonly Job[], fates: readonly Fate[]): readonly Job[] {
  return fates.reduce<readonly Job[]>((book, fate, step) => {
    const startable = ready(book)
    const next = startable[step % Math.max(1, startable.length)]
    return next === undefined ? book : meet(book, next.id, fate)
  }, jobs)
}

const fates = fc.array(fc.constantFrom(...FATES), { maxLength: 2 * MAX_JOBS })
const isStopped = (job: Job) => job.status === 'failed' || job.status === 'cancelled'
const stoppedIds = (jobs: readonly Job[]) => jobs.filter(isStopped).map((job) => job.id)

/** Completes all that may start, checking each against the gates that were planned. */
function finish(planned: readonly Job[], jobs: readonly Job[]): readonly Job[] {
  let book = jobs
  for (let next = ready(book)[0]; next !== undefined; next = ready(book)[0]) {
    const completed = new Set(book.filter((job) => job.status === 'completed').map((job) => job.id))
    const gate = planned.find((job) => job.id === next?.id)?.gate ?? []
    expect(gate.filter((id) => !completed.has(id))).toEqual([])
    book = meet(book, next.id, 'complete')
  }
  return book
}

describe('redrive', () => {
  test('of all that stopped, and then everything completes, nothing before its gate', () => {
    fc.assert(
      fc.property(books, fates, (planned, lived) => {
        const before = live(planned, lived)
        const stopped = stoppedIds(before)
        const { jobs, revived, refused } = afterRedrive(before, stopped, later)
        expect(refused).toEqual([])
        expect(revived.map((job) => job.id).toSorted()).toEqual(stopped.toSorted())
        if (stopped.length > 0) expect(audiobookStatus(jobs, []).status).toBe('processing')
        expect(finish(planned, jobs).every((job) => job.status === 'completed')).toBe(true)
      }),
    )
  })

  test('of any part: what was asked for and its like completes, the rest stays as it was', () => {
    fc.assert(
      fc.property(books, fates, fc.array(fc.nat({ max: MAX_JOBS })), (planned, lived, places) => {
        const before = live(planned, lived)
        const ids = [...new Set(places.map((place) => `job-${place}`))]
        const { jobs, revived, refused } = afterRedrive(before, ids, later)
        const stopped = new Set(stoppedIds(before))
        expect(refused).toEqual(ids.filter((id) => !stopped.has(id)))
        const back = new Set(revived.map((job) => job.id))
        expect(ids.filter((id) => stopped.has(id) && !back.has(id))).toEqual([])
        for (const [place, job] of before.entries()) {
          if (!back.has(job.id)) expect(jobs[place]).toBe(job)
        }
        const after = finish(planned, jobs)
        expect(after.filter((job) => back.has(job.id)).every((job) => job.status === 'completed')).toBe(true)
        expect(after.some((job) => job.status === 'pending')).toBe(false)
        // Nothing is left cancelled because of another that completed.
        for (const job of after) {
          if (job.status !== 'cancelled' || job.reason.code !== 'dependency_failed') continue
          const gate = planned.find(({ id }) => id === job.id)?.gate ?? []
          expect(after.some((other) => gate.includes(other.id) && isStopped(other))).toBe(true)
        }
      }),
    )
  })

  test('keeps what the job knows and starts counting anew', () => {
    const [first] = meet([pendingJob({ checkpoint: { externalId: 'x' } })], 'job', 'fail')
    const { revived } = afterRedrive(first === undefined ? [] : [first], ['job'], later)
    expect(revived).toMatchObject([
      { status: 'pending', epoch: 1, attempt: 1, crashes: [], checkpoint: { externalId: 'x' }, runAt: later },
    ])
    expect(revived[0]?.errorHistory).toHaveLength(1)
  })

  const chain = [
    pendingJob({ id: 'a' }),
    pendingJob({ id: 'b' }),
    pendingJob({ id: 'both', gate: ['a', 'b'] }),
    pendingJob({ id: 'last', gate: ['both'] }),
  ]

  test('what completed while the dependent was cancelled is no longer in its gate', () => {
    const before = meet(meet(chain, 'a', 'fail'), 'b', 'complete')
    const { revived } = afterRedrive(before, ['a'], later)
    expect(revived.map((job) => [job.id, job.gate])).toEqual([
      ['a', []],
      ['both', ['a']],
      ['last', ['both']],
    ])
  })

  test('what still waits for another failure stays, and comes back with that one', () => {
    const before = meet(meet(chain, 'a', 'fail'), 'b', 'fail')
    const once = afterRedrive(before, ['a'], later)
    expect(once.revived.map((job) => job.id)).toEqual(['a'])
    const twice = afterRedrive(meet(once.jobs, 'a', 'complete'), ['b'], later)
    expect(twice.revived.map((job) => [job.id, job.gate])).toEqual([
      ['b', []],
      ['both', ['b']],
      ['last', ['both']],
    ])
  })

  test('of a dependent brings back what it waits for', () => {
    const before = meet(chain, 'a', 'fail')
    expect(afterRedrive(before, ['last'], later).revived.map((job) => job.id)).toEqual(['a', 'both', 'last'])
  })

  test('a job that someone cancelled does not come back with what it waits for', () => {
    const before = meet(meet(chain, 'both', 'cancel'), 'a', 'fail')
    expect(afterRedrive(before, ['a'], later).revived.map((job) => job.id)).toEqual(['a'])
    expect(afterRedrive(before, ['both'], later).revived.map((job) => job.id)).toEqual(['a', 'both', 'last'])
  })
})
