/**
 * What goes before the work of one owner, when owners take turns: all that is theirs and older, and of every other owner as
 * much as they get done meanwhile.
 */
export function workAhead(input: {
  /** Older work of the same owner. */
  readonly ownAhead: number
  /** The work that is asked about. */
  readonly own: number
  /** Work that waits, by other owner. */
  readonly others: readonly number[]
}): number {
  const turns = input.ownAhead + input.own
  return input.ownAhead + input.others.reduce((sum, waiting) => sum + Math.min(waiting, turns), 0)
}
