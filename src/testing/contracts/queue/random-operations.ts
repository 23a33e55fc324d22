import type { Arbitrary } from 'fast-check'
import type { QueueLease } from '../../../ports/queue.ts'
import { type FastCheck, loadFastCheck } from '../../fast-check.ts'
import { expect, test } from '../../runner.ts'
import { createQueueModel, type QueueModel } from './model.ts'
import type { QueueContract, QueueUnderTest } from './support.ts'

const JOBS = 6
const RUNS = 150
/** A manual clock lets short and long times pass; on a real server nothing may fall due while a run lasts. */
const LONG_MS = 3_600_000

const durations = (fc: FastCheck, manualTime: boolean) =>
  manualTime ? fc.constantFrom(1, 5, 10, 100, 70_000) : fc.constant(LONG_MS)

function operations(fc: FastCheck, manualTime: boolean) {
  const job = fc.nat(JOBS - 1)
  const which = fc.nat(20)
  const durationMs = durations(fc, manualTime)
  const delayMs = fc.oneof(fc.constant(0), durationMs)
  const dueInMs = fc.oneof(fc.integer({ min: -30_000_000, max: 0 }), durationMs)
  const common = [
    fc.record({ type: fc.constant('enqueue' as const), jobs: fc.array(job, { maxLength: 4 }), dueInMs }),
    fc.record({
      type: fc.constant('lease' as const),
      count: fc.integer({ min: 1, max: 4 }),
      leaseMs: durationMs,
    }),
    fc.record({ type: fc.constant('renew' as const), which, leaseMs: durationMs }),
    fc.record({ type: fc.constant('ack' as const), which }),
    fc.record({ type: fc.constant('release' as const), which, delayMs }),
    fc.record({ type: fc.constant('drop' as const), job }),
    fc.record({ type: fc.constant('pause' as const), paused: fc.boolean() }),
  ] as const
  const advance = fc.record({ type: fc.constant('advance' as const), durationMs })
  const throttle = fc.record({ type: fc.constant('throttle' as const), durationMs })
  return manualTime ? fc.oneof(...common, advance, throttle) : fc.oneof(...common)
}

type Operation = ReturnType<typeof operations> extends Arbitrary<infer T> ? T : never

const jobId = (index: number) => `00000000-0000-7000-8000-00000000000${index}`
/** Fixed for each job, so that the model need not say whose priority counts. */
const priorityOf = (index: number) => (index * 4) % 10
/** Two of `a`, one of `b`, and again. */
const ownerOf = (index: number) => (index % 3 === 2 ? 'b' : 'a')

interface Run {
  readonly under: QueueUnderTest
  readonly model: QueueModel
  /** All leases ever given out, outdated ones too: those must have no effect. */
  readonly leases: QueueLease[]
  nowMs: number
  paused: boolean
  throttledUntilMs: number
}

async function apply(run: Run, operation: Operation): Promise<void> {
  const { under, model, leases } = run
  const { queue } = under
  const lease = 'which' in operation ? leases[operation.which % Math.max(1, leases.length)] : undefined
  const holds = lease !== undefined && model.holds(lease.jobId, lease.token, run.nowMs)
  const chosen = lease === undefined ? [] : [lease]

  switch (operation.type) {
    case 'enqueue': {
      const dueMs = run.nowMs + operation.dueInMs
      const jobs = operation.jobs.map((index) => ({
        id: jobId(index),
        type: 'transcribe' as const,
        ownerId: ownerOf(index),
        priority: priorityOf(index),
        runAt: new Date(dueMs),
      }))
      await queue.enqueue(jobs)
      for (const job of jobs) model.enqueue(job, dueMs, run.nowMs)
      return
    }
    case 'lease': {
      const { count, leaseMs } = operation
      const taken = (await queue.lease('transcribe', count, { waitMs: 0, leaseMs }))._unsafeUnwrap()
      const handsOut = !run.paused && run.throttledUntilMs <= run.nowMs
      model.observeLease(taken, handsOut ? count : 0, leaseMs, run.nowMs)
      leases.push(...taken)
      return
    }
    case 'renew': {
      const lost = (await queue.renew(chosen, operation.leaseMs))._unsafeUnwrap()
      expect(lost).toEqual(lease === undefined || holds ? [] : [lease.jobId])
      if (holds) model.renew(lease.jobId, operation.leaseMs, run.nowMs)
      return
    }
    case 'ack':
      await queue.ack(chosen)
      if (holds) model.forget(lease.jobId)
      return
    case 'release':
      await queue.release(chosen, operation.delayMs)
      if (holds) model.release(lease.jobId, operation.delayMs, run.nowMs)
      return
    case 'drop':
      await queue.drop([{ id: jobId(operation.job), type: 'transcribe' }])
      model.forget(jobId(operation.job))
      return
    case 'pause':
      await queue.setPaused('transcribe', operation.paused)
      run.paused = operation.paused
      return
    case 'throttle':
      await queue.throttle('transcriber', operation.durationMs)
      run.throttledUntilMs = Math.max(run.throttledUntilMs, run.nowMs + operation.durationMs)
      return
    case 'advance':
      await under.advance(operation.durationMs)
      run.nowMs += operation.durationMs
  }
}

/** Random operations: the queue and the model never disagree. */
export function randomOperationsSuite({ create, capabilities }: QueueContract): void {
  test('does under random operations what the model does', async () => {
    const fc = await loadFastCheck()
    const sequences = fc.array(operations(fc, capabilities.manualTime), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        const under = await create()
        try {
          const startMs = (await under.now()).getTime()
          const run: Run = {
            under,
            model: createQueueModel(),
            leases: [],
            nowMs: startMs,
            paused: false,
            throttledUntilMs: 0,
          }
          for (const operation of sequence) {
            await apply(run, operation)
            const counts = (await under.queue.counts())._unsafeUnwrap().transcribe
            expect(counts).toEqual({ ...run.model.sizes(run.nowMs), paused: run.paused })
          }
        } finally {
          await under.close()
        }
      }),
      { numRuns: capabilities.randomRuns ?? RUNS },
    )
  })
}
