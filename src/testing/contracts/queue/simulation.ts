import type { JobReference } from '../../../domain/job/job.ts'
import { PRIORITY_TURNS, TURN_STEPS } from '../../../ports/queue-order.ts'
import { expect, test } from '../../runner.ts'
import { LONG_MS, type QueueContract } from './support.ts'

const JOBS = 10_000
const OWNERS = 40
/** Leases are taken by so many. */
const WORKERS = 10
/** For each job that is done so many come, until all have come: the queue grows all the time. */
const ARRIVALS = 2

/** A number in [0, 1) that is the same in each run (a linear congruential generator: Numerical Recipes, 1992). */
function createRandom(): () => number {
  let state = 20_261_128
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/**
 * Of several owners, one of whom has half of all jobs, and of all priorities. One job, of the lowest priority, is watched
 * all the time; when it has gone, the one that has waited longest is.
 */
export function simulationSuite({ create, capabilities }: QueueContract): void {
  const count = capabilities.simulatedJobs ?? JOBS

  test(`nothing starves among ${count} jobs of ${OWNERS} owners and all priorities`, async () => {
    const under = await create()
    const { queue } = under
    const random = createRandom()
    const startMs = (await under.now()).getTime()
    const jobs = Array.from({ length: count }, (_, index): JobReference => {
      const owner = random() < 0.5 ? 0 : Math.floor(random() * OWNERS)
      const priority = random() < 0.7 ? 0 : Math.floor(random() * 10)
      const id = `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`
      return {
        id,
        type: 'embed',
        ownerId: `owner ${owner}`,
        priority,
        runAt: new Date(startMs - count + index),
      }
    })
    const byId = new Map(jobs.map((job) => [job.id, job]))
    /** How many had gone when the first of an owner's line last changed. */
    const firstSince = new Map<string, number>()
    const waiting = new Map<string, number>()
    let arrived = 0
    let gone = 0
    let longestWait = 0

    const arrive = async (size: number) => {
      const arriving = jobs.slice(arrived, arrived + size)
      arrived += arriving.length
      for (const { ownerId } of arriving) {
        const known = waiting.get(ownerId) ?? 0
        if (known === 0) firstSince.set(ownerId, gone)
        waiting.set(ownerId, known + 1)
      }
      ;(await queue.enqueue(arriving))._unsafeUnwrap()
    }

    await arrive(count / 10)
    while (gone < count) {
      const leases = (await queue.lease('embed', WORKERS, { waitMs: 0, leaseMs: LONG_MS }))._unsafeUnwrap()
      expect(leases.length).toBe(Math.min(WORKERS, arrived - gone))
      for (const { jobId } of leases) {
        const ownerId = byId.get(jobId)?.ownerId ?? ''
        expect(byId.delete(jobId)).toBe(true)
        longestWait = Math.max(longestWait, gone - (firstSince.get(ownerId) ?? gone))
        gone += 1
        firstSince.set(ownerId, gone)
        waiting.set(ownerId, (waiting.get(ownerId) ?? 0) - 1)
      }
      ;(await queue.ack(leases))._unsafeUnwrap()
      await arrive(WORKERS * ARRIVALS)
    }
    expect(byId.size).toBe(0)
    // Each owner may go ahead by his priorities once, and then by turns.
    expect(longestWait).toBeLessThanOrEqual(OWNERS * (9 * PRIORITY_TURNS + 1))
    expect(longestWait).toBeLessThanOrEqual((9 * PRIORITY_TURNS + 1) * TURN_STEPS + OWNERS)
    await under.close()
  })
}
