import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { JobEvent } from '../../src/domain/job/events.ts'
import type { Job } from '../../src/domain/job/job.ts'
import { transition } from '../../src/domain/job/transitions.ts'
import { type ModelEvent, type ModelJob, newModelJob, step } from './job-model.ts'
import { pendingJob } from './jobs.ts'

const epoch = fc.integer({ min: 0, max: 6 })
const shortMs = fc.integer({ min: 0, max: 60_000 })

const anyEvent: fc.Arbitrary<ModelEvent> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('claim' as const), leaseMs: shortMs }) },
  fc.record({ type: fc.constant('renew' as const), epoch, leaseMs: shortMs }),
  fc.record({ type: fc.constant('save_output' as const), epoch }),
  fc.record({ type: fc.constant('complete' as const), epoch }),
  fc.record({ type: fc.constant('release' as const), epoch }),
  fc.record({ type: fc.constant('park' as const), epoch, resumeAfterMs: shortMs }),
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('fail' as const),
      epoch,
      kind: fc.constantFrom(
        'transient' as const,
        'transient' as const,
        'throttled' as const,
        'permanent' as const,
      ),
      retryAfterMs: shortMs,
      random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('expire_lease' as const) }) },
  fc.record({ type: fc.constant('wake' as const) }),
  fc.record({ type: fc.constant('cancel' as const) }),
  fc.record({ type: fc.constant('redrive' as const) }),
  fc.record({ type: fc.constant('open_gate' as const), jobId: fc.constantFrom('a', 'b', 'c') }),
)

/** Half of the reports come from the claim that holds, so that sequences get somewhere. */
const anyStep = fc.record({
  event: anyEvent,
  current: fc.boolean(),
  waitMs: fc.integer({ min: 0, max: 40_000 }),
})

const toJobEvent = (event: ModelEvent): JobEvent => {
  switch (event.type) {
    case 'claim':
      return { ...event, workerId: 'worker' }
    case 'cancel':
      return { type: 'cancel', reason: { code: 'requested' } }
    case 'fail': {
      const { kind, retryAfterMs, random } = event
      return {
        type: 'fail',
        epoch: event.epoch,
        random,
        failure: { kind, code: 'x', message: 'x', retryAfterMs },
      }
    }
    default:
      return event as JobEvent
  }
}

const flat = (job: Job) => ({
  state: job.status === 'processing' ? job.phase : job.status,
  epoch: job.epoch,
  attempt: job.attempt,
  gate: job.gate,
  crashesMs: job.crashes.map((crash) => crash.getTime()),
})

const flatModel = (model: ModelJob) => ({
  state: model.state,
  epoch: model.epoch,
  attempt: model.attempt,
  gate: model.gate,
  crashesMs: model.crashesMs,
})

describe('job transitions', () => {
  test('agree with the model on every sequence of events, and never reach an illegal state', () => {
    fc.assert(
      fc.property(fc.subarray(['a', 'b']), fc.array(anyStep, { maxLength: 60 }), (gate, steps) => {
        let job: Job = pendingJob({ gate, runAt: new Date(0) })
        const model = newModelJob([...gate])
        let nowMs = 1
        for (const { event: drawn, current, waitMs } of steps) {
          nowMs += waitMs
          const event = current && 'epoch' in drawn ? { ...drawn, epoch: job.epoch } : drawn
          const next = transition(job, toJobEvent(event), new Date(nowMs))
          expect(next.isOk()).toBe(step(model, event, nowMs))
          if (next.isErr()) continue
          expect(next.value.epoch).toBeGreaterThanOrEqual(job.epoch)
          job = next.value
          expect(flat(job)).toEqual(flatModel(model))
          expect(job.attempt).toBeLessThanOrEqual(4)
          if ('runAt' in job) expect(job.runAt.getTime()).toBe(Math.trunc(model.dueMs))
          if ('leaseUntil' in job) expect(job.leaseUntil.getTime()).toBe(model.leaseMs)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('repeating an accepted report is recognised, an older or other one is stale', () => {
    const now = new Date()
    const running = transition(
      pendingJob({}),
      { type: 'claim', workerId: 'w', leaseMs: 1 },
      now,
    )._unsafeUnwrap()
    const completed = transition(running, { type: 'complete', epoch: 1 }, now)._unsafeUnwrap()
    expect(transition(completed, { type: 'complete', epoch: 1 }, now)._unsafeUnwrapErr()).toBe('repeated')
    expect(transition(completed, { type: 'release', epoch: 1 }, now)._unsafeUnwrapErr()).toBe('stale')
    expect(transition(completed, { type: 'complete', epoch: 0 }, now)._unsafeUnwrapErr()).toBe('stale')
    expect(transition(completed, { type: 'claim', workerId: 'w', leaseMs: 1 }, now)._unsafeUnwrapErr()).toBe(
      'over',
    )
  })

  test('three retries, then the dead letters with the whole history', () => {
    let job: Job = pendingJob({})
    let now = new Date()
    const failure = { kind: 'transient', code: 'vendor_down', message: 'no answer' } as const
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      now = new Date(now.getTime() + 3_600_000)
      job = transition(job, { type: 'claim', workerId: 'w', leaseMs: 1 }, now)._unsafeUnwrap()
      job = transition(job, { type: 'fail', epoch: job.epoch, failure, random: 0.5 }, now)._unsafeUnwrap()
      expect(job.status).toBe(attempt < 4 ? 'pending' : 'failed')
    }
    expect(job.errorHistory.map((record) => record.attempt)).toEqual([1, 2, 3, 4])
    expect(job.status === 'failed' && job.error.code).toBe('vendor_down')
  })

  test('the third lost worker within a day makes a job poison; a crash uses no attempt', () => {
    let job: Job = pendingJob({})
    let now = new Date()
    for (let crash = 1; crash <= 3; crash += 1) {
      job = transition(job, { type: 'claim', workerId: 'w', leaseMs: 10 }, now)._unsafeUnwrap()
      now = new Date(now.getTime() + 60_000)
      job = transition(job, { type: 'expire_lease' }, now)._unsafeUnwrap()
      expect(job.attempt).toBe(1)
    }
    expect(job.status === 'failed' && job.error.code).toBe('poison')
  })

  test('progress never falls and stays within 0..1', () => {
    const now = new Date()
    let job = transition(pendingJob({}), { type: 'claim', workerId: 'w', leaseMs: 1 }, now)._unsafeUnwrap()
    for (const fraction of [0.5, 0.2, Number.NaN, -1, 7]) {
      job = transition(job, { type: 'progress', epoch: 1, fraction }, now)._unsafeUnwrap()
    }
    expect(job.progress).toBe(1)
  })
})
