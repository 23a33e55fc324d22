import { stepsAhead, TURN_STEPS } from '../../ports/queue-order.ts'
import { createIndexedHeap, type HeapItem, type IndexedHeap } from './indexed-heap.ts'

interface Waiting extends HeapItem {
  readonly ownerId: string
  readonly priority: number
}

/** What is ready, in a line for each owner; owners take turns as `ports/queue-order.ts` has it. */
export interface FairLines<T extends Waiting> {
  readonly size: number
  push(item: T): void
  /** The item must be in a line. */
  remove(item: T): void
  /** Alters an item in a line, but not its owner: he keeps his turn even if he has no other. */
  alter(item: T, change: Partial<T>): void
  /** Takes whoever is next out of his line: the owner has had his turn. */
  take(): T | undefined
}

interface Line<T extends Waiting> extends HeapItem {
  readonly ownerId: string
  readonly items: IndexedHeap<T>
  /** A time of the clock of turns. */
  turn: number
}

/** Owners who have nothing to wait for, but had their turn: those of the past are looked for when there are so many. */
const LEAST_PRUNED = 1_000

export function createFairLines<T extends Waiting>(goesBefore: (a: T, b: T) => boolean): FairLines<T> {
  const lines = new Map<string, Line<T>>()
  const rotation = createIndexedHeap<Line<T>>(hasEarlierTurn)
  /** When an owner without a line may have his next turn. */
  const spent = new Map<string, number>()
  let pruneAt = LEAST_PRUNED
  let clock = 0
  let size = 0

  const lineOf = (ownerId: string): Line<T> => {
    const known = lines.get(ownerId)
    if (known !== undefined) {
      // Its place depends on its first item.
      rotation.remove(known)
      return known
    }
    const turn = Math.max(clock, spent.get(ownerId) ?? 0)
    const line = { ownerId, items: createIndexedHeap(goesBefore), turn, heapIndex: 0 }
    lines.set(ownerId, line)
    spent.delete(ownerId)
    return line
  }

  const putBack = (line: Line<T>): void => {
    if (line.items.size > 0) {
      rotation.push(line)
      return
    }
    lines.delete(line.ownerId)
    if (lines.size === 0) {
      clock = 0
      spent.clear()
      return
    }
    if (line.turn > clock) spent.set(line.ownerId, line.turn)
    if (spent.size < pruneAt) return
    for (const [ownerId, turn] of spent) if (turn <= clock) spent.delete(ownerId)
    pruneAt = Math.max(LEAST_PRUNED, 2 * spent.size)
  }

  return {
    get size() {
      return size
    },
    push: (item) => {
      const line = lineOf(item.ownerId)
      line.items.push(item)
      size += 1
      putBack(line)
    },
    remove: (item) => {
      const line = lineOf(item.ownerId)
      line.items.remove(item)
      size -= 1
      putBack(line)
    },
    alter: (item, change) => {
      const line = lineOf(item.ownerId)
      line.items.remove(item)
      Object.assign(item, change)
      line.items.push(item)
      putBack(line)
    },
    take: () => {
      const line = rotation.peek()
      const item = line?.items.peek()
      if (line === undefined || item === undefined) return undefined
      rotation.remove(line)
      line.items.remove(item)
      size -= 1
      clock = Math.max(clock + 1, line.turn - stepsAhead(item.priority))
      line.turn = Math.max(line.turn, clock) + TURN_STEPS
      putBack(line)
      return item
    },
  }
}

/** Of two with the same turn the one with the more important job goes first, then by name. */
function hasEarlierTurn<T extends Waiting>(a: Line<T>, b: Line<T>): boolean {
  const [ofA, ofB] = [a.items.peek()?.priority ?? 0, b.items.peek()?.priority ?? 0]
  const difference = a.turn - stepsAhead(ofA) - (b.turn - stepsAhead(ofB))
  if (difference !== 0) return difference < 0
  return ofA === ofB ? a.ownerId < b.ownerId : ofA > ofB
}
