import { describe, expect, test } from 'bun:test'
import type { History, JobState } from '../history.ts'
import { findViolations } from './find-violations.ts'
import {
  claimed,
  completed,
  died,
  HOLDER_PID,
  type Move,
  made,
  makeChanges,
  makeHistory,
  redriven,
  report,
  request,
  retried,
  returned,
} from './make-history.ts'
import { INVARIANTS, type Invariant } from './violation.ts'

const brokenBy = (about: Partial<History>): readonly Invariant[] => [
  ...new Set(findViolations(makeHistory(about)).map((violation) => violation.invariant)),
]

/** One job's life, and its book as it is afterwards; nobody says anything about it. */
const life = (...moves: readonly Move[]): Partial<History> => {
  const changes = makeChanges('job', moves)
  const status = changes.at(-1)?.after.status ?? 'pending'
  const bookStatus = status === 'completed' ? 'completed' : 'failed'
  return { changes, reports: [], ...bookWith(status, true, bookStatus) }
}

const transient: JobState['error'] = { kind: 'transient', code: 'engine_down' }
const permanent: JobState['error'] = { kind: 'permanent', code: 'engine_refused' }
const poison: JobState['error'] = { kind: 'crash', code: 'poison' }
const free = { leaseUntilMs: null, workerId: null }
const bookWith = (status: JobState['status'], hasOutput = true, bookStatus = 'completed') => ({
  books: [{ id: 'book', status: bookStatus, jobs: [{ id: 'job', type: 'tag' as const, status, hasOutput }] }],
})
const crashAt = (atMs: number, measured = true) => ({
  crashes: [{ member: 'worker-1' as const, pid: HOLDER_PID, atMs, measured }],
})
const lostFor = (reclaimedAtMs: number) =>
  life(made, claimed(1_000), returned(16_500, 1), claimed(reclaimedAtMs, 2), completed(23_000, 2))

const SOUND: Readonly<Record<string, Partial<History>>> = {
  'a job that completes': {},
  'three retries and a dead letter, sent round again': {
    ...life(
      ...[made, claimed(10), retried(20, 2, 1), claimed(30, 2), retried(40, 3, 2), claimed(50, 3)],
      ...[retried(60, 4, 3), claimed(70, 4), died(80, 4, transient), redriven(2_000), claimed(2_010, 5)],
      completed(2_020, 5),
    ),
    requests: [request({ fromMs: 1_995, untilMs: 2_005 })],
  },
  'three crashes make poison': life(
    ...[made, claimed(10), returned(20_000, 1), claimed(20_010, 2), returned(40_000, 2), claimed(40_010, 3)],
    [60_000, { ...free, status: 'failed', crashCount: 3, error: poison }],
  ),
  'parked and claimed anew': life(
    ...[made, claimed(10)],
    [20, { ...free, settledEpoch: 1, settledAs: 'parked', runAtMs: 50 }],
    ...[claimed(60, 2), completed(70, 2)],
  ),
  'a late report of a lost claim, refused; a repeated one, accepted': {
    ...life(made, claimed(1_000), returned(16_500, 1), claimed(17_000, 2), completed(18_000, 2)),
    reports: [
      report({ status: 409, sentMs: 17_500, answeredMs: 17_510 }),
      report({ epoch: 2, sentMs: 20_000, answeredMs: 20_010 }),
      report({ event: 'heartbeat', epoch: 2, sentMs: 17_400, answeredMs: 17_410 }),
      report({ event: 'start', epoch: 2, sentMs: 16_990, answeredMs: 17_010 }),
      report({ event: 'complete', status: 503, epoch: 9 }),
    ],
  },
  'a rerun within twenty seconds': { ...lostFor(20_900), ...crashAt(1_100) },
  'a slow rerun while other things were wrong too': { ...lostFor(22_000), ...crashAt(1_100, false) },
  'dead letters shown in Redis': {
    ...life(made, claimed(10), died(20, 1, permanent)),
    keys: new Map([
      ['{chaos}:failed:tag', 1],
      ['{chaos}:wake:tag', 1],
    ]),
  },
}

const BROKEN: readonly (readonly [invariant: Invariant, what: string, history: Partial<History>])[] = [
  ['unseen', 'a job of which nothing was seen', { changes: [] }],
  [
    'unseen',
    'a change that was missed',
    { changes: makeChanges('job', [made, claimed(10), completed(20)]).toSpliced(1, 1) },
  ],
  ['unseen', 'the last change was missed', { changes: makeChanges('job', [made, claimed(10)]) }],
  [
    'lost',
    'a committed book is not there',
    {
      committed: new Map([
        ['book', 1],
        ['gone', 4],
      ]),
    },
  ],
  ['lost', 'a job of a book is not there', { committed: new Map([['book', 2]]) }],
  ['lost', 'a completed job left nothing', bookWith('completed', false)],
  ['stuck', 'a job waits for ever', bookWith('pending', false, 'processing')],
  ['stuck', 'all jobs are over, their book is not', bookWith('completed', true, 'processing')],
  [
    'double_completion',
    'two completions',
    life(made, claimed(10), completed(20), [30, { status: 'pending' }], claimed(40, 2), completed(50, 2)),
  ],
  [
    'superseded_completion',
    'completed by the claim before the last',
    life(made, claimed(10), returned(16_000, 1), claimed(17_000, 2), completed(18_000, 1)),
  ],
  [
    'illegal_change',
    'claimed while another holds it',
    life(made, claimed(10), claimed(20, 2), completed(30, 2)),
  ],
  ['illegal_change', 'completed without a claim', life(made, completed(20, 0))],
  ['illegal_change', 'claimed after its end', life(made, claimed(10), completed(20), claimed(30, 2))],
  [
    'epoch',
    'a claim that does not raise it',
    life(made, claimed(10), returned(16_000, 1), claimed(17_000, 1)),
  ],
  [
    'epoch',
    'raised by something else',
    life(made, [10, { status: 'cancelled', epoch: 3, cancelReason: 'dependency_failed' }]),
  ],
  [
    'gate',
    'started before what it waits for',
    life([0, { gate: ['other'] }], [5, { gate: [] }], claimed(10), completed(20)),
  ],
  [
    'early_start',
    'started before it is due',
    life(
      made,
      claimed(10),
      [20, { ...free, status: 'pending', attempt: 2, settledEpoch: 1, settledAs: 'failed', runAtMs: 9_000 }],
      claimed(30, 2),
    ),
  ],
  [
    'early_return',
    'taken away with lease left',
    life(made, claimed(1_000), returned(9_000, 1), claimed(9_010, 2)),
  ],
  ['crash_count', 'a lost worker that is not counted', life(made, claimed(10), returned(16_000, 0))],
  [
    'crash_count',
    'a lost worker that uses an attempt',
    life(made, claimed(10), [16_000, { ...free, status: 'pending', attempt: 2, crashCount: 1 }]),
  ],
  [
    'crash_count',
    'a crash that was none',
    life(made, claimed(10), [
      20,
      { ...free, status: 'completed', settledEpoch: 1, settledAs: 'completed', crashCount: 1 },
    ]),
  ],
  [
    'retries',
    'a fourth retry',
    life(
      ...[made, claimed(10), retried(20, 2, 1), claimed(30, 2), retried(40, 3, 2), claimed(50, 3)],
      ...[retried(60, 4, 3), claimed(70, 4), retried(80, 5, 4)],
    ),
  ],
  ['retries', 'an attempt too many at once', life(made, claimed(10), retried(20, 3, 1))],
  ['dead_letter', 'given up after one transient failure', life(made, claimed(10), died(20, 1, transient))],
  [
    'dead_letter',
    'poison after one crash',
    life(made, claimed(10), [16_000, { ...free, status: 'failed', crashCount: 1, error: poison }]),
  ],
  ['revived', 'nobody asked', life(made, claimed(10), died(20, 1, permanent), redriven(30))],
  [
    'revived',
    'asked for another book, and for this one too late',
    {
      ...life(made, claimed(10), died(20, 1, permanent), redriven(30)),
      requests: [request({ audiobookId: 'other' }), request({ fromMs: 10_000, untilMs: 10_010 })],
    },
  ],
  ['cancelled', 'nobody asked', life(made, [10, { status: 'cancelled', cancelReason: 'requested' }])],
  [
    'stale_accepted',
    'a report of a claim that is over',
    {
      ...life(made, claimed(1_000), returned(16_500, 1), claimed(17_000, 2), completed(20_000, 2)),
      reports: [report({ event: 'progress', sentMs: 16_510, answeredMs: 16_520 })],
    },
  ],
  [
    'stale_accepted',
    'a heartbeat of a claim that never was',
    { reports: [report({ event: 'heartbeat', epoch: 7, sentMs: 1_500, answeredMs: 1_500 })] },
  ],
  [
    'live_refused',
    'a report of a claim that holds',
    { reports: [report({ event: 'progress', status: 409, sentMs: 1_400, answeredMs: 1_500 })] },
  ],
  [
    'live_refused',
    'a report that is not understood',
    { reports: [report({ event: 'progress', status: 400 })] },
  ],
  ['rebuild', 'what is due is not in Redis', { rebuild: { due: new Map([['a', 1]]), held: new Map() } }],
  [
    'rebuild',
    'what is not due is in Redis',
    {
      rebuild: {
        due: new Map([['b', 1]]),
        held: new Map([
          ['a', 1],
          ['b', 1],
        ]),
      },
    },
  ],
  ['rebuild', 'in another order', { rebuild: { due: new Map([['a', 1]]), held: new Map([['a', 2]]) } }],
  ['rebuild', 'nothing to compare', { rebuild: { due: new Map(), held: new Map() } }],
  ['leftovers', 'ids that nobody takes', { keys: new Map([['chaos:processing:tag', 3]]) }],
  ['leftovers', 'markers that pile up', { keys: new Map([['chaos:wake:tag', 2]]) }],
  ['leftovers', 'more dead letters than failed jobs', { keys: new Map([['chaos:failed:tag', 1]]) }],
  ['slow_rerun', 'a rerun after more than twenty seconds', { ...lostFor(22_000), ...crashAt(1_100) }],
  ['died', 'a process ended by itself', { deaths: ['worker-1 ended'] }],
]

describe('sound histories', () => {
  for (const [what, history] of Object.entries(SOUND)) {
    test(what, () => expect(findViolations(makeHistory(history))).toEqual([]))
  }
})

describe('broken histories', () => {
  for (const [invariant, what, history] of BROKEN) {
    test(`${invariant}: ${what}`, () => expect(brokenBy(history)).toContain(invariant))
  }

  test('every invariant has one', () => {
    const tried = new Set(BROKEN.map(([invariant]) => invariant))
    expect([...tried].toSorted()).toEqual((Object.keys(INVARIANTS) as Invariant[]).toSorted())
  })
})
