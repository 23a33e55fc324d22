import type { JobReference } from '../../../domain/job/job.ts'
import { readyScore } from '../../../ports/queue-order.ts'

interface ModelEntry {
  readonly ownerId: string
  readonly priority: number
  dueMs: number
  /** Null while the id waits. */
  leaseEndMs: number | null
  token: string | null
  /** The port leaves open where an id stands that was given back or whose lease ended. */
  placeKnown: boolean
}

/** What one type of a queue holds, as simply as it can be said. */
export interface QueueModel {
  enqueue(job: Pick<JobReference, 'id' | 'ownerId' | 'priority'>, dueMs: number, nowMs: number): void
  /** Takes in what the queue handed out; throws when it should not have. */
  observeLease(
    jobs: readonly { jobId: string; token: string }[],
    count: number,
    leaseMs: number,
    nowMs: number,
  ): void
  holds(jobId: string, token: string, nowMs: number): boolean
  renew(jobId: string, leaseMs: number, nowMs: number): void
  release(jobId: string, delayMs: number, nowMs: number): void
  forget(jobId: string): void
  sizes(nowMs: number): { ready: number; delayed: number; leased: number }
}

export function createQueueModel(): QueueModel {
  const entries = new Map<string, ModelEntry>()

  const settle = (nowMs: number) => {
    for (const entry of entries.values()) {
      if (entry.leaseEndMs === null || entry.leaseEndMs > nowMs) continue
      Object.assign(entry, { dueMs: entry.leaseEndMs, leaseEndMs: null, token: null, placeKnown: false })
    }
  }
  const waiting = (nowMs: number) => {
    settle(nowMs)
    return [...entries].filter(([, entry]) => entry.token === null)
  }
  const ready = (nowMs: number) => waiting(nowMs).filter(([, entry]) => entry.dueMs <= nowMs)
  const change = (id: string, values: Partial<ModelEntry>) => {
    const entry = entries.get(id)
    if (entry !== undefined) Object.assign(entry, values)
  }
  const scoreOf = ([, entry]: [string, ModelEntry]) => readyScore(entry.dueMs, entry.priority)

  return {
    enqueue: ({ id, ownerId, priority }, dueMs, nowMs) => {
      settle(nowMs)
      const known = entries.get(id)
      if (known === undefined)
        entries.set(id, { ownerId, priority, dueMs, leaseEndMs: null, token: null, placeKnown: true })
      else if (known.token === null) known.dueMs = Math.min(known.dueMs, dueMs)
    },
    observeLease: (jobs, count, leaseMs, nowMs) => {
      const before = ready(nowMs)
      if (jobs.length !== Math.min(count, before.length)) throw new Error('handed out a wrong number of ids')
      const taken = jobs.map(({ jobId, token }) => {
        const found = before.find(([id]) => id === jobId)
        if (found === undefined) throw new Error(`handed out ${jobId}, which is not ready`)
        if (found[1].token !== null) throw new Error(`handed out ${jobId} twice`)
        change(jobId, { token })
        return found
      })
      for (const ownerId of new Set(before.map(([, entry]) => entry.ownerId))) {
        const known = ([, entry]: [string, ModelEntry]) => entry.placeKnown && entry.ownerId === ownerId
        const takenScores = taken.filter(known).map(scoreOf)
        const left = before.filter((found) => !taken.includes(found) && known(found)).map(scoreOf)
        const order = [...takenScores, ...left.sort((a, b) => a - b)]
        // Sorted among themselves, and none of those left behind goes before one that was taken.
        for (let index = 1; index <= takenScores.length && index < order.length; index += 1) {
          if ((order[index - 1] ?? 0) > (order[index] ?? 0)) throw new Error('handed out in a wrong order')
        }
      }
      for (const { jobId } of jobs) change(jobId, { leaseEndMs: nowMs + leaseMs })
    },
    holds: (jobId, token, nowMs) => {
      settle(nowMs)
      return entries.get(jobId)?.token === token
    },
    renew: (jobId, leaseMs, nowMs) => change(jobId, { leaseEndMs: nowMs + leaseMs }),
    release: (jobId, delayMs, nowMs) =>
      change(jobId, { token: null, leaseEndMs: null, dueMs: nowMs + delayMs, placeKnown: false }),
    forget: (jobId) => {
      entries.delete(jobId)
    },
    sizes: (nowMs) => {
      const due = ready(nowMs).length
      const all = waiting(nowMs).length
      return { ready: due, delayed: all - due, leased: entries.size - all }
    },
  }
}
