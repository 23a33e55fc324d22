/** What a snapshot of the database tells about ids that are under way. */
export interface Snapshot {
  /** The highest id that it sees. */
  readonly lastId: number
  /** Transactions below it have ended. */
  readonly xmin: number
  /** Transactions from here on had not begun to write. */
  readonly xmax: number
}

export interface SettledIds {
  /** No id up to this one can appear any more, in whatever snapshot is taken from now on. */
  current(): number
  /** As `current`, for the snapshot itself. */
  observe(snapshot: Snapshot): number
}

/** Snapshots remembered while a transaction holds them up; then the last gives way to newer ones. */
const MAX_MARKS = 64

/**
 * A transaction takes its ids after its xid. So the ids up to the last one that a snapshot sees belong to transactions
 * below its `xmax`, and once these have ended (`xmin` of a later snapshot), all of them are visible or will never be.
 */
export function createSettledIds(): SettledIds {
  const marks: { readonly id: number; readonly xmax: number }[] = []
  let settledId = 0

  return {
    current: () => settledId,
    observe({ lastId, xmin, xmax }) {
      let known = xmin === xmax ? lastId : 0
      for (let mark = marks[0]; mark !== undefined && mark.xmax <= xmin; mark = marks[0]) {
        known = Math.max(known, mark.id)
        marks.shift()
      }
      settledId = Math.max(settledId, known)
      const latest = marks.at(-1)
      if (lastId > Math.max(settledId, latest?.id ?? 0)) {
        if (marks.length === MAX_MARKS) marks.pop()
        marks.push({ id: lastId, xmax })
      }
      return known
    },
  }
}
