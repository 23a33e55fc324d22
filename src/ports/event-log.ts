import type { EventType, LoggedEvent } from '../domain/event/event.ts'
import type { PortResult } from './port-error.ts'

/** A place in the log: everything up to it was read. `log` tells a log from one that was made or restored since. */
export interface EventCursor {
  readonly log: string
  readonly position: number
}

/** Absent fields do not restrict. */
export interface EventFilter {
  /** Null: of every owner. */
  readonly ownerId: string | null
  /** Events of the book and of its jobs. */
  readonly audiobookId?: string
  readonly uploadId?: string
  readonly types?: readonly EventType[]
}

export const ALL_EVENTS: EventFilter = { ownerId: null }

/** `reset`: what came after the cursor is not kept any more, or was never in this log; `cursor` is where it ends now. */
export type EventPage =
  | {
      readonly outcome: 'events'
      /** By position. */
      readonly events: readonly LoggedEvent[]
      /** Everything up to here was looked at; beyond the last event when the filter left some out. */
      readonly cursor: EventCursor
      /** There is more to be had: at once, or as soon as transactions under way have ended. */
      readonly hasMore: boolean
    }
  | { readonly outcome: 'reset'; readonly cursor: EventCursor }

/** Most events of one `read`. */
export const MAX_READ_EVENTS = 1_000

/**
 * What happened, in the order in which it did, as far as it is committed. Whoever reads on from the cursor of the page
 * before gets every event once. Changes write it themselves, in their own transaction; nothing else does.
 */
export interface EventLog {
  /** Where the log ends now: after everything that was committed before the call. Waits for transactions under way. */
  end(): PortResult<EventCursor>
  /** At most `limit` events (up to `MAX_READ_EVENTS`) after the cursor. */
  read(after: EventCursor, limit: number, filter?: EventFilter): PortResult<EventPage>
  /** Removes the oldest: those older than `maxAgeMs` and those beyond `maxEvents`; at most `limit`. Answers how many. */
  prune(keep: { readonly maxAgeMs: number; readonly maxEvents: number }, limit: number): PortResult<number>
}
