import { randomUUID } from 'node:crypto'
import type { Child } from './child.ts'
import type { AddMode } from './protocol.ts'

export interface Sides {
  readonly producer: Child
  readonly consumer: Child
}

/** Jobs per second, and milliseconds from adding to starting for one who is idle. */
export interface Figures {
  readonly addOne: number
  readonly addHundred: number
  readonly addBulk: number
  readonly consume1: number
  readonly consume10: number
  readonly consume100: number
  readonly idleP50Ms: number
  readonly idleP99Ms: number
}

const IDLE_JOBS = 200

const ids = (count: number): string[] => Array.from({ length: count }, () => randomUUID())

/** Throws when a job was lost or came twice. */
async function addAndConsume({ producer, consumer }: Sides, jobs: number, by: AddMode, concurrency: number) {
  const all = ids(jobs)
  const added = await producer.ask({ do: 'add', ids: all, by })
  const consumed = await consumer.ask({ do: 'consume', concurrency, expected: jobs })
  const distinct = new Set(consumed.started)
  const lost = all.filter((id) => !distinct.has(id)).length
  const doubled = consumed.started.length - distinct.size
  if (lost + doubled + consumed.remaining > 0) {
    throw new Error(`${lost} jobs lost, ${doubled} doubled, ${consumed.remaining} left over`)
  }
  return { added: (jobs / added.durationMs) * 1_000, consumed: (jobs / consumed.durationMs) * 1_000 }
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

async function pickUpIdle({ producer, consumer }: Sides): Promise<readonly number[]> {
  const all = ids(IDLE_JOBS)
  await consumer.ask({ do: 'wait_idle' })
  const added = await producer.ask({ do: 'add_to_idle', ids: all })
  const taken = await consumer.ask({ do: 'idle_picked_up', expected: all.length })
  const lost = all.filter((id) => taken.times[id] === undefined).length
  if (lost + taken.doubled > 0) throw new Error(`${lost} jobs lost, ${taken.doubled} doubled`)
  return all.map((id) => (taken.times[id] ?? 0) - (added.times[id] ?? 0)).sort((a, b) => a - b)
}

export async function runRound(sides: Sides, jobs: number): Promise<Figures> {
  const one = await addAndConsume(sides, jobs, 'one', 1)
  const hundred = await addAndConsume(sides, jobs, 'hundred', 10)
  const bulk = await addAndConsume(sides, jobs, 'bulk', 100)
  const waits = await pickUpIdle(sides)
  return {
    addOne: one.added,
    addHundred: hundred.added,
    addBulk: bulk.added,
    consume1: one.consumed,
    consume10: hundred.consumed,
    consume100: bulk.consumed,
    idleP50Ms: quantile(waits, 0.5),
    idleP99Ms: quantile(waits, 0.99),
  }
}
