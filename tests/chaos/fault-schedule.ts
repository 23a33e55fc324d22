import { createDice, type Dice } from './dice.ts'
import { awayMs, type Fault, type FaultAction, MEMBERS, targetOf, WORKERS, type WorkerName } from './fault.ts'
import { LAST_WORDS } from './last-words.ts'

export interface ScheduleOptions {
  readonly seed: number
  /** Faults begin within it; milliseconds. */
  readonly durationMs: number
  readonly leaseMs: number
}

/** One fault in so much time outside of the calm: more than 200 in five minutes. */
const MEAN_INTERVAL_MS = 850
/** What a target needs after it is back, before something else happens to it. */
const RECOVERY_MS = 2_500
/** Calm in which crashes are measured comes about so often; a short run has none. */
const CALM_EVERY_MS = 100_000
/** How long after a crash its jobs must run again, beyond the lease. */
export const RERUN_GRACE_MS = 5_000
/** Before a measured crash everything is back. */
const CALM_BEFORE_MS = 2_500
/** A measured crash waits so long for its process to have work. */
export const AWAIT_WORK_MS = 2_000
const MAX_DRAWS = 30

/**
 * The faults of a run, by time: the same for the same options. Now and then there is calm, in which a transcriber and a
 * worker are killed and nothing else happens until their jobs must run again.
 */
export function makeFaultSchedule(options: ScheduleOptions): readonly Fault[] {
  const dice = createDice(options.seed)
  const calms = makeCalms(options, dice)
  const isTurbulent = (fromMs: number, untilMs: number) =>
    calms.every(({ startMs, endMs }) => untilMs < startMs || fromMs > endMs)
  const freeAt = new Map<string, number>()
  const faults: Fault[] = calms.flatMap(({ faults: measured }) => measured)

  const calmMs = calms.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  const count = Math.floor((options.durationMs - calmMs) / MEAN_INTERVAL_MS)
  const times = Array.from({ length: count }, () => turbulentTime(options.durationMs, calms, dice)).sort(
    (a, b) => a - b,
  )
  for (const atMs of times) {
    const action = draw(dice, options.leaseMs, (candidate) => {
      const target = targetOf(candidate)
      const fits = isTurbulent(atMs, atMs + awayMs(candidate) + RECOVERY_MS)
      return fits && (target === null || (freeAt.get(target) ?? 0) <= atMs)
    })
    const target = targetOf(action)
    if (target !== null) freeAt.set(target, atMs + awayMs(action) + RECOVERY_MS)
    faults.push({ atMs: Math.round(atMs), action })
  }
  return faults.sort((a, b) => a.atMs - b.atMs)
}

interface Calm {
  readonly startMs: number
  readonly endMs: number
  readonly faults: readonly Fault[]
}

function makeCalms({ durationMs, leaseMs }: ScheduleOptions, dice: Dice): readonly Calm[] {
  const calmMs = CALM_BEFORE_MS + AWAIT_WORK_MS + leaseMs + RERUN_GRACE_MS
  const count = Math.round(durationMs / CALM_EVERY_MS)
  const shareMs = durationMs / count
  return Array.from({ length: count }, (_, index) => {
    const startMs = index * shareMs + Math.max(0, (shareMs - calmMs) / 2)
    const atMs = Math.round(startMs + CALM_BEFORE_MS)
    const crash = (member: WorkerName): Fault => ({
      atMs,
      action: {
        kind: 'kill',
        member,
        downMs: Math.round(dice.between(200, 1_000)),
        measured: true,
        lastWords: dice.pick(LAST_WORDS),
      },
    })
    return {
      startMs,
      endMs: startMs + calmMs,
      faults: [
        crash(dice.pick(['transcriber-1', 'transcriber-2'])),
        crash(dice.pick(['worker-1', 'worker-2'])),
      ],
    }
  })
}

function turbulentTime(durationMs: number, calms: readonly Calm[], dice: Dice): number {
  const calmMs = calms.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  let atMs = dice.between(0, Math.max(0, durationMs - calmMs))
  for (const { startMs, endMs } of calms) if (atMs >= startMs) atMs += endMs - startMs
  return atMs
}

/** What always can happen, when nothing else that was drawn can. */
const FALLBACK: FaultAction = { kind: 'lose_responses', member: 'worker-1', count: 1 }

function draw(dice: Dice, leaseMs: number, fits: (action: FaultAction) => boolean): FaultAction {
  for (let draws = 0; draws < MAX_DRAWS; draws += 1) {
    const action = drawAny(dice, leaseMs)
    if (fits(action)) return action
  }
  return FALLBACK
}

const DAY_MS = 24 * 60 * 60 * 1000

function drawAny(dice: Dice, leaseMs: number): FaultAction {
  const ms = (least: number, most: number) => Math.round(dice.between(least, most))
  const member = dice.pick(MEMBERS)
  const worker = dice.pick(WORKERS)
  const lastWords = dice.pick(LAST_WORDS)
  const kind = dice.pickWeighted<FaultAction['kind']>([
    ...([
      [12, 'kill'],
      [6, 'terminate'],
      [8, 'freeze'],
      [6, 'skew_clock'],
    ] as const),
    ...([
      [5, 'flush_redis'],
      [10, 'delete_key'],
      [5, 'save_snapshot'],
      [4, 'restore_snapshot'],
    ] as const),
    ...([
      [3, 'restart_redis'],
      [3, 'freeze_redis'],
      [4, 'restart_postgres'],
    ] as const),
    ...([
      [10, 'lose_requests'],
      [10, 'lose_responses'],
      [10, 'delay_requests'],
    ] as const),
  ])
  switch (kind) {
    case 'kill':
      return { kind, member, downMs: ms(100, 3_000), measured: false, lastWords }
    case 'terminate':
      return { kind, member, downMs: ms(100, 2_000) }
    case 'freeze':
      return member === 'api'
        ? { kind, member, forMs: ms(1_000, leaseMs * 0.6), lastWords }
        : { kind, member, forMs: leaseMs + ms(500, 3_000), lastWords }
    case 'skew_clock':
      return {
        kind,
        member: worker,
        offsetMs: dice.pick([-DAY_MS, -60_000, -1_000, 0, 1_000, 60_000, DAY_MS]),
      }
    case 'flush_redis':
    case 'save_snapshot':
      return { kind }
    case 'delete_key':
      return { kind, place: dice.between(0, 1) }
    case 'restore_snapshot':
    case 'restart_redis':
      return { kind, downMs: ms(100, 2_000) }
    case 'freeze_redis':
      return { kind, forMs: ms(500, 4_000) }
    case 'restart_postgres':
      return { kind, mode: dice.pick(['fast', 'immediate']), downMs: ms(100, 2_000) }
    case 'lose_requests':
    case 'lose_responses':
      return { kind, member: worker, count: 1 + dice.index(5) }
    case 'delay_requests':
      // Some come so late that their claims are over.
      return {
        kind,
        member: worker,
        count: 1 + dice.index(3),
        byMs: dice.pick([ms(100, 3_000), leaseMs + ms(500, 2_000)]),
      }
  }
}
