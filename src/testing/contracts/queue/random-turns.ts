import type { JobReference } from '../../../domain/job/job.ts'
import type { QueueLease } from '../../../ports/queue.ts'
import { readyScore, stepsAhead, TURN_STEPS } from '../../../ports/queue-order.ts'
import { type FastCheck, loadFastCheck } from '../../fast-check.ts'
import { expect, test } from '../../runner.ts'
import { LONG_MS, type QueueContract } from './support.ts'

const JOBS = 12
const RUNS = 100
const OWNERS = ['a', 'b', 'c', 'd'] as const
const HOUR_MS = 3_600_000

const operationsOf = (fc: FastCheck) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('enqueue' as const),
        jobs: fc.array(fc.record({ index: fc.nat(JOBS - 1), priority: fc.constantFrom(0, 0, 0, 1, 9) })),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ type: fc.constant('lease' as const), count: fc.integer({ min: 1, max: 5 }) }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('ack' as const), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('drop' as const), index: fc.nat(JOBS - 1) }) },
  )

/** What `queue-order.ts` says, as simply as it can be done: everything is looked for anew each time. */
function createTurnsModel() {
  const waiting = new Map<string, JobReference>()
  const leased = new Set<string>()
  const turns = new Map<string, number>()
  let clock = 0
  const score = (job: JobReference) => readyScore(job.runAt.getTime(), job.priority)
  const lineOf = (ownerId: string) =>
    [...waiting.values()]
      .filter((job) => job.ownerId === ownerId)
      .sort((a, b) => score(a) - score(b) || (a.id < b.id ? -1 : 1))
  const place = (job: JobReference) => (turns.get(job.ownerId) ?? 0) - stepsAhead(job.priority)
  const forget = () => {
    if (waiting.size > 0) return
    clock = 0
    turns.clear()
  }
  return {
    leased,
    enqueue(job: JobReference) {
      if (leased.has(job.id)) return
      const known = waiting.get(job.id)
      if (lineOf(job.ownerId).length === 0)
        turns.set(job.ownerId, Math.max(clock, turns.get(job.ownerId) ?? 0))
      waiting.set(job.id, known === undefined ? job : { ...job, runAt: known.runAt })
    },
    take(): string | null {
      const firsts = OWNERS.flatMap((ownerId) => lineOf(ownerId).slice(0, 1))
      const [next] = firsts.sort(
        (a, b) => place(a) - place(b) || b.priority - a.priority || (a.ownerId < b.ownerId ? -1 : 1),
      )
      if (next === undefined) return null
      waiting.delete(next.id)
      leased.add(next.id)
      const turn = turns.get(next.ownerId) ?? 0
      clock = Math.max(clock + 1, place(next))
      turns.set(next.ownerId, Math.max(turn, clock) + TURN_STEPS)
      forget()
      return next.id
    },
    drop(id: string) {
      waiting.delete(id)
      leased.delete(id)
      forget()
    },
  }
}

/** Random additions and leases of several owners: exactly the turns that the order prescribes. */
export function randomTurnsSuite({ create, capabilities }: QueueContract): void {
  test('hands out, of several owners, exactly what is next by their turns', async () => {
    const fc = await loadFastCheck()
    const sequences = fc.array(operationsOf(fc), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        const under = await create()
        try {
          const startMs = (await under.now()).getTime()
          const model = createTurnsModel()
          const jobOf = (index: number, priority: number): JobReference => ({
            id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
            type: 'embed',
            ownerId: OWNERS[index % OWNERS.length] ?? '',
            priority,
            // No two of the same score: which of them goes first is decided otherwise.
            runAt: new Date(startMs - ((index * 5) % JOBS) * HOUR_MS - index),
          })
          const leases: QueueLease[] = []
          for (const operation of sequence) {
            if (operation.type === 'enqueue') {
              const jobs = operation.jobs.map(({ index, priority }) => jobOf(index, priority))
              ;(await under.queue.enqueue(jobs))._unsafeUnwrap()
              for (const job of jobs) model.enqueue(job)
            } else if (operation.type === 'lease') {
              const options = { waitMs: 0, leaseMs: LONG_MS }
              const taken = (await under.queue.lease('embed', operation.count, options))._unsafeUnwrap()
              const expected = Array.from({ length: operation.count }, () => model.take())
              expect(taken.map(({ jobId }) => jobId)).toEqual(expected.filter((id) => id !== null))
              leases.push(...taken)
            } else if (operation.type === 'ack') {
              const lease = leases.splice(operation.which, 1)
              ;(await under.queue.ack(lease))._unsafeUnwrap()
              for (const { jobId } of lease) model.leased.delete(jobId)
            } else {
              const { id } = jobOf(operation.index, 0)
              ;(await under.queue.drop([{ id, type: 'embed' }]))._unsafeUnwrap()
              model.drop(id)
              const place = leases.findIndex(({ jobId }) => jobId === id)
              if (place >= 0) leases.splice(place, 1)
            }
          }
        } finally {
          await under.close()
        }
      }),
      { numRuns: capabilities.randomRuns ?? RUNS },
    )
  })
}
