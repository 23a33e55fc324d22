import type { Change, History, JobState, Report, Request } from '../history.ts'

/** Histories made by hand, sound unless a test says otherwise. Times in milliseconds from the start. */

export const LEASE_MS = 15_000
/** Of the claim at epoch 1. */
export const HOLDER_PID = 77

const PENDING: JobState = {
  ...{ status: 'pending', epoch: 0, attempt: 1, crashCount: 0, gate: [], runAtMs: 0 },
  ...{
    leaseUntilMs: null,
    workerId: null,
    settledEpoch: null,
    settledAs: null,
    error: null,
    cancelReason: null,
  },
}

export type Move = readonly [atMs: number, change: Partial<JobState>]

/** What each row of the job's life changes; the first makes the job. */
export function makeChanges(jobId: string, moves: readonly Move[], firstSequence = 1): readonly Change[] {
  let before: JobState | null = null
  return moves.map(([atMs, change], index) => {
    const after: JobState = { ...(before ?? PENDING), ...change }
    const made: Change = {
      ...{ sequence: firstSequence + index, atMs, jobId, audiobookId: 'book', type: 'transcribe' },
      ...{ before, after },
    }
    before = after
    return made
  })
}

export const made: Move = [0, {}]

export const claimed = (atMs: number, epoch = 1): Move => [
  atMs,
  {
    status: 'processing',
    epoch,
    leaseUntilMs: atMs + LEASE_MS,
    workerId: `host:${HOLDER_PID + epoch - 1}:ab start`,
  },
]

const free = { leaseUntilMs: null, workerId: null } as const

export const completed = (atMs: number, epoch = 1): Move => [
  atMs,
  { ...free, status: 'completed', settledEpoch: epoch, settledAs: 'completed' },
]

export const retried = (atMs: number, attempt: number, epoch: number): Move => [
  atMs,
  { ...free, status: 'pending', attempt, settledEpoch: epoch, settledAs: 'failed', runAtMs: atMs + 5 },
]

export const returned = (atMs: number, crashCount: number): Move => [
  atMs,
  { ...free, status: 'pending', crashCount, runAtMs: atMs },
]

export const died = (atMs: number, epoch: number, error: JobState['error']): Move => [
  atMs,
  { ...free, status: 'failed', settledEpoch: epoch, settledAs: 'failed', error },
]

export const redriven = (atMs: number): Move => [
  atMs,
  { status: 'pending', attempt: 1, runAtMs: atMs, error: null },
]

export const report = (about: Partial<Report>): Report => ({
  ...{ member: 'worker-1', event: 'complete', jobId: 'job', epoch: 1, sentMs: 0, answeredMs: 0, status: 200 },
  ...about,
})

export const request = (about: Partial<Request>): Request => ({
  ...{ kind: 'redrive', jobId: 'job', audiobookId: 'book', fromMs: 0, untilMs: 0 },
  ...about,
})

/** One book with one job, which completed. */
export const makeHistory = (about: Partial<History> = {}): History => ({
  leaseMs: LEASE_MS,
  changes: makeChanges('job', [made, claimed(1_000), completed(2_000)]),
  reports: [report({ sentMs: 1_990, answeredMs: 2_010 })],
  requests: [],
  crashes: [],
  injected: {},
  committed: new Map([['book', 1]]),
  books: [
    {
      id: 'book',
      status: 'completed',
      jobs: [{ id: 'job', type: 'transcribe', status: 'completed', hasOutput: true }],
    },
  ],
  rebuild: { due: new Map([['next', 1]]), held: new Map([['next', 1]]) },
  keys: new Map([['chaos:canary', 1]]),
  deaths: [],
  ...about,
})
