import type { LastWords } from './last-words.ts'

/** The processes of a run. Two of each kind of worker, so that one can take over from the other. */
export const MEMBERS = ['api', 'transcriber-1', 'transcriber-2', 'worker-1', 'worker-2'] as const
export type MemberName = (typeof MEMBERS)[number]
export type WorkerName = Exclude<MemberName, 'api'>
export const WORKERS = [
  'transcriber-1',
  'transcriber-2',
  'worker-1',
  'worker-2',
] as const satisfies readonly WorkerName[]

/** What is done to the system. All durations in milliseconds. */
export type FaultAction =
  /**
   * `kill -9`, and a start after a while. What it said last arrives when others have its jobs. `measured`: nothing else
   * happens until those must run again.
   */
  | {
      readonly kind: 'kill'
      readonly member: MemberName
      readonly downMs: number
      readonly measured: boolean
      readonly lastWords: LastWords
    }
  /** SIGTERM, and a start. */
  | { readonly kind: 'terminate'; readonly member: MemberName; readonly downMs: number }
  /** SIGSTOP, then SIGCONT. Last words as above. */
  | {
      readonly kind: 'freeze'
      readonly member: MemberName
      readonly forMs: number
      readonly lastWords: LastWords
    }
  | { readonly kind: 'skew_clock'; readonly member: WorkerName; readonly offsetMs: number }
  | { readonly kind: 'flush_redis' }
  /** One of the keys that are there, as far through their sorted list as `place` (0..1) says. */
  | { readonly kind: 'delete_key'; readonly place: number }
  | { readonly kind: 'save_snapshot' }
  /** Redis dies and comes back with the latest snapshot. */
  | { readonly kind: 'restore_snapshot'; readonly downMs: number }
  /** Redis dies and comes back empty. */
  | { readonly kind: 'restart_redis'; readonly downMs: number }
  | { readonly kind: 'freeze_redis'; readonly forMs: number }
  | { readonly kind: 'restart_postgres'; readonly mode: 'fast' | 'immediate'; readonly downMs: number }
  /** The next messages of a worker do not reach the API. */
  | { readonly kind: 'lose_requests'; readonly member: WorkerName; readonly count: number }
  /** The API gets them, the worker does not get the answers. */
  | { readonly kind: 'lose_responses'; readonly member: WorkerName; readonly count: number }
  /** They reach the API late; the worker has given them up and told them again by then. */
  | {
      readonly kind: 'delay_requests'
      readonly member: WorkerName
      readonly count: number
      readonly byMs: number
    }

export type FaultKind = FaultAction['kind']

export interface Fault {
  /** Since the start of the run; milliseconds. */
  readonly atMs: number
  readonly action: FaultAction
}

/** What a fault takes hold of: faults of one target come one after the other. Null: it is over at once. */
export function targetOf(action: FaultAction): MemberName | 'redis' | 'postgres' | null {
  switch (action.kind) {
    case 'kill':
    case 'terminate':
    case 'freeze':
      return action.member
    case 'flush_redis':
    case 'delete_key':
    case 'save_snapshot':
    case 'restore_snapshot':
    case 'restart_redis':
    case 'freeze_redis':
      return 'redis'
    case 'restart_postgres':
      return 'postgres'
    case 'skew_clock':
    case 'lose_requests':
    case 'lose_responses':
    case 'delay_requests':
      return null
  }
}

/** How long the target is away, as planned. */
export function awayMs(action: FaultAction): number {
  if ('downMs' in action) return action.downMs
  if ('forMs' in action) return action.forMs
  return 'byMs' in action ? action.byMs : 0
}
