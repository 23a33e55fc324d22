import { describe, expect, test } from 'bun:test'
import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import { createSequentialIds } from '../../../src/adapters/memory/ids.ts'
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import { PRIORITY_WEIGHT_MS } from '../../../src/ports/queue-order.ts'
import { queueContract } from '../../../src/testing/contracts/queue.contract.ts'

/** Lets everything run that a change of the clock set off. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A timer may fire a little before the wall clock shows its time. */
const TIMER_JITTER_MS = 20

queueContract({
  name: 'memory, manual clock',
  create: async () => {
    const clock = createManualClock()
    return {
      queue: createMemoryQueue({ clock }),
      now: async () => clock.now(),
      advance: async (durationMs) => {
        clock.advance(durationMs)
        await settle()
      },
      close: async () => {},
    }
  },
  capabilities: { manualTime: true },
})

queueContract({
  name: 'memory, real time',
  create: async () => ({
    queue: createMemoryQueue({ clock: systemClock }),
    now: async () => systemClock.now(),
    advance: (durationMs) => systemClock.sleep(durationMs + TIMER_JITTER_MS),
    close: async () => {},
  }),
  capabilities: { manualTime: false },
})

describe('memory queue', () => {
  test('sleeps until something can happen, instead of looking again and again', async () => {
    const clock = createManualClock()
    let sleeps = 0
    const counting = {
      ...clock,
      sleep: (durationMs: number, signal?: AbortSignal) => {
        sleeps += 1
        return clock.sleep(durationMs, signal)
      },
    }
    const queue = createMemoryQueue({ clock: counting })
    const id = createSequentialIds().next()
    const runAt = new Date(clock.now().getTime() + 60_000)
    await queue.enqueue([{ id, type: 'embed', ownerId: 'a', priority: 0, runAt }])
    const waiting = queue.lease('embed', 1, { waitMs: 600_000, leaseMs: 1_000 })
    for (let step = 0; step < 60; step += 1) {
      clock.advance(1_000)
      await settle()
    }
    expect((await waiting)._unsafeUnwrap().length).toBe(1)
    expect(sleeps).toBe(1)
  })

  test('keeps a hundred thousand ids in order', async () => {
    const clock = createManualClock()
    const queue = createMemoryQueue({ clock })
    const ids = createSequentialIds()
    const size = 100_000
    const jobs = Array.from({ length: size }, (_, index) => ({
      id: ids.next(),
      type: 'embed' as const,
      ownerId: 'a',
      priority: index % 10,
      runAt: new Date(clock.now().getTime() - ((index * 7_919) % size)),
    }))
    await queue.enqueue(jobs)
    const scores = new Map(
      jobs.map((job) => [job.id, job.runAt.getTime() - job.priority * PRIORITY_WEIGHT_MS]),
    )
    let lastScore = Number.NEGATIVE_INFINITY
    for (let taken = 0; taken < size; taken += 1_000) {
      const leases = (await queue.lease('embed', 1_000, { waitMs: 0, leaseMs: 1_000 }))._unsafeUnwrap()
      expect(leases.length).toBe(1_000)
      for (const lease of leases) {
        const score = scores.get(lease.jobId) ?? Number.NaN
        expect(score).toBeGreaterThanOrEqual(lastScore)
        lastScore = score
      }
      await queue.ack(leases)
    }
  })
})
