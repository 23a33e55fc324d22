/** The promises that a run is checked for. */
export const INVARIANTS = {
  unseen: 'the history has no holes',
  lost: 'what was accepted is there, with all its jobs and outputs',
  stuck: 'every job ends completed, failed or cancelled',
  double_completion: 'a job completes once',
  superseded_completion: 'what completes a job is the claim of its highest epoch',
  illegal_change: 'jobs change as their state machine says',
  epoch: 'the epoch rises by one with every claim, and then only',
  gate: 'a job starts after all that it waits for',
  early_start: 'a job starts when it is due',
  early_return: 'a claim is taken away after its lease',
  crash_count: 'a lost worker counts as one crash and as no attempt',
  retries: 'three retries at most, and one attempt for each',
  dead_letter: 'a job fails for good by a permanent error, its 4th attempt or its 3rd crash',
  revived: 'an ended job comes back when an operator asks for it',
  cancelled: 'a job is cancelled when an operator asks for it, or because of a job it waits for',
  stale_accepted: 'what is said of a claim that is over gets 409',
  live_refused: 'what is said of a claim that holds is accepted',
  rebuild: 'Redis filled from Postgres holds what is due, in the same order',
  leftovers: 'Redis holds nothing of jobs that are over',
  slow_rerun: 'jobs of a killed process run again in time',
  died: 'no process ends by itself',
} as const

export type Invariant = keyof typeof INVARIANTS

export interface Violation {
  readonly invariant: Invariant
  readonly detail: string
}
