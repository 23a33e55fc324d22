import type { JobReference } from '../../domain/job/job.ts'
import { readyScore } from '../../ports/queue-order.ts'
import { createFairLines } from './fair-lines.ts'
import { createIndexedHeap, type HeapItem } from './indexed-heap.ts'

interface Entry extends HeapItem {
  readonly id: string
  ownerId: string
  priority: number
  dueMs: number
  leaseEndMs: number
  /** Of the current lease; null while the id waits. */
  token: string | null
  heap: Place
}

interface Place {
  push(entry: Entry): void
  remove(entry: Entry): void
}

export interface LaneLease {
  readonly jobId: string
  readonly token: string
}

/** The ids of one job type. Time is an argument; each call first lets happen what is due by then. */
export interface QueueLane {
  enqueue(job: JobReference, nowMs: number): void
  take(count: number, leaseMs: number, nowMs: number): readonly LaneLease[]
  /** False when the lease is outdated; then the next two change nothing either. */
  renew(lease: LaneLease, leaseMs: number, nowMs: number): boolean
  ack(lease: LaneLease, nowMs: number): void
  release(lease: LaneLease, delayMs: number, nowMs: number, priority?: number): void
  drop(jobId: string): void
  /** When the next delayed id falls due or the next lease ends. */
  nextChangeMs(nowMs: number): number | null
  sizes(nowMs: number): { readonly ready: number; readonly delayed: number; readonly leased: number }
}

const score = (entry: Entry) => readyScore(entry.dueMs, entry.priority)

export function createQueueLane(nextToken: () => string): QueueLane {
  const entries = new Map<string, Entry>()
  const ready = createFairLines<Entry>((a, b) => (score(a) === score(b) ? a.id < b.id : score(a) < score(b)))
  const delayed = createIndexedHeap<Entry>((a, b) => a.dueMs < b.dueMs)
  const leased = createIndexedHeap<Entry>((a, b) => a.leaseEndMs < b.leaseEndMs)

  const moveTo = (heap: Place, entry: Entry, change: Partial<Entry>) => {
    entry.heap.remove(entry)
    Object.assign(entry, change)
    entry.heap = heap
    heap.push(entry)
  }
  const wait = (entry: Entry, dueMs: number, nowMs: number) =>
    moveTo(dueMs > nowMs ? delayed : ready, entry, { dueMs, token: null })

  const settle = (nowMs: number) => {
    for (let entry = leased.peek(); entry && entry.leaseEndMs <= nowMs; entry = leased.peek()) {
      wait(entry, entry.leaseEndMs, nowMs)
    }
    for (let entry = delayed.peek(); entry && entry.dueMs <= nowMs; entry = delayed.peek()) {
      wait(entry, entry.dueMs, nowMs)
    }
  }

  const findLeased = ({ jobId, token }: LaneLease, nowMs: number) => {
    settle(nowMs)
    const entry = entries.get(jobId)
    return entry?.token === token ? entry : undefined
  }
  const forget = (entry: Entry) => {
    entry.heap.remove(entry)
    entries.delete(entry.id)
  }

  return {
    enqueue: ({ id, ownerId, priority, runAt }, nowMs) => {
      settle(nowMs)
      const dueMs = runAt.getTime()
      const known = entries.get(id)
      if (known === undefined) {
        const heap = dueMs > nowMs ? delayed : ready
        const entry = { id, ownerId, priority, dueMs, leaseEndMs: 0, token: null, heap, heapIndex: 0 }
        entries.set(id, entry)
        heap.push(entry)
      } else if (known.token === null) {
        const earlierMs = Math.min(known.dueMs, dueMs)
        const change = { dueMs: earlierMs, ownerId, priority }
        if (known.heap === ready && known.ownerId === ownerId) ready.alter(known, change)
        else moveTo(earlierMs > nowMs ? delayed : ready, known, change)
      }
    },

    take: (count, leaseMs, nowMs) => {
      settle(nowMs)
      const leases: LaneLease[] = []
      while (leases.length < count) {
        const entry = ready.take()
        if (entry === undefined) break
        const token = nextToken()
        leased.push(Object.assign(entry, { token, leaseEndMs: nowMs + leaseMs, heap: leased }))
        leases.push({ jobId: entry.id, token })
      }
      return leases
    },

    renew: (lease, leaseMs, nowMs) => {
      const entry = findLeased(lease, nowMs)
      if (entry === undefined) return false
      moveTo(leased, entry, { leaseEndMs: nowMs + leaseMs })
      return true
    },

    ack: (lease, nowMs) => {
      const entry = findLeased(lease, nowMs)
      if (entry !== undefined) forget(entry)
    },

    release: (lease, delayMs, nowMs, priority) => {
      const entry = findLeased(lease, nowMs)
      if (entry === undefined) return
      entry.priority = priority ?? entry.priority
      wait(entry, nowMs + Math.max(0, delayMs), nowMs)
    },

    drop: (jobId) => {
      const entry = entries.get(jobId)
      if (entry !== undefined) forget(entry)
    },

    nextChangeMs: (nowMs) => {
      settle(nowMs)
      const nextMs = Math.min(delayed.peek()?.dueMs ?? Infinity, leased.peek()?.leaseEndMs ?? Infinity)
      return nextMs === Infinity ? null : nextMs
    },

    sizes: (nowMs) => {
      settle(nowMs)
      return { ready: ready.size, delayed: delayed.size, leased: leased.size }
    },
  }
}
