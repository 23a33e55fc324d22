import type { LoggedEvent } from '../../domain/event/event.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EventCursor, EventFilter, EventLog } from '../../ports/event-log.ts'
import type { LiveReader, LiveReaders } from './live-readers.ts'

/** What a follower gets. `reset`: events were missed that are not kept any more; its state must be read anew. */
export type FeedItem =
  | { readonly kind: 'event'; readonly event: LoggedEvent; readonly cursor: EventCursor }
  | { readonly kind: 'reset'; readonly cursor: EventCursor }

export interface Subscription {
  /** What comes next, in order; empty when the wait is over without news, null once it is closed. */
  next(waitMs: number): Promise<readonly FeedItem[] | null>
  /** Everything up to here was handed out. */
  cursor(): EventCursor
  close(): void
}

export interface SubscriptionDeps {
  readonly eventLog: EventLog
  readonly clock: Clock
  readonly live: LiveReaders
  readonly filter: EventFilter
  readonly after: EventCursor
  readonly position: () => EventCursor | null
  readonly onClose: () => void
}

/** Waiting for a follower that does not take them; then they are forgotten here and read from the log when it does. */
export const MAX_WAITING_EVENTS = 500
const PAGE_EVENTS = 200
/** A follower that is behind looks at the log so often while transactions hold that up, or it can't be read. */
const RETRY_INTERVAL_MS = 100

/**
 * A follower is behind, and reads pages of the log at its own pace, until it has come to where the log was read for all;
 * from there it is live. One that takes too little of what comes falls behind again, and misses nothing.
 */
export function createSubscription(deps: SubscriptionDeps): Subscription {
  const { eventLog, clock, live, filter } = deps
  const waiting: LoggedEvent[] = []
  let isClosed = false
  let cursor = deps.after
  let isLive = false
  let pausing: AbortController | null = null
  const wake = () => pausing?.abort()

  const fallBehind = () => {
    waiting.length = 0
    isLive = false
    live.remove(reader)
    wake()
  }
  const reader: LiveReader = {
    filter,
    take(event) {
      if (event.position <= cursor.position) return
      if (waiting.length === MAX_WAITING_EVENTS) return fallBehind()
      waiting.push(event)
      wake()
    },
    moved() {
      const position = deps.position()
      if (waiting.length === 0 && isAhead(position, cursor)) cursor = position
    },
    interrupt: fallBehind,
  }

  const takeWaiting = (): readonly FeedItem[] => {
    const { log } = cursor
    const items = waiting
      .splice(0)
      .map((event) => ({ kind: 'event' as const, event, cursor: { log, position: event.position } }))
    cursor = items.at(-1)?.cursor ?? cursor
    return items
  }

  const catchUp = async (): Promise<readonly FeedItem[]> => {
    const page = await eventLog.read(cursor, PAGE_EVENTS, filter)
    if (page.isErr() || isClosed) return []
    const { outcome, cursor: reached } = page.value
    cursor = reached
    if (outcome === 'reset') return [{ kind: 'reset', cursor: reached }]
    const now = deps.position()
    if (now !== null && now.log === reached.log && reached.position >= now.position) {
      isLive = true
      live.add(reader)
    }
    return page.value.events.map((event) => ({
      ...{ kind: 'event' as const, event },
      cursor: { log: reached.log, position: event.position },
    }))
  }

  const pause = async (durationMs: number) => {
    pausing = new AbortController()
    await clock.sleep(durationMs, pausing.signal)
    pausing = null
  }

  return {
    cursor: () => cursor,
    async next(waitMs) {
      const deadlineMs = clock.monotonicMs() + waitMs
      while (!isClosed) {
        const found = isLive ? takeWaiting() : await catchUp()
        if (found.length > 0) return found
        const leftMs = deadlineMs - clock.monotonicMs()
        if (leftMs <= 0) return []
        if (isClosed) return null
        // What came while the log was read is here already.
        if (!isLive || waiting.length === 0)
          await pause(isLive ? leftMs : Math.min(leftMs, RETRY_INTERVAL_MS))
      }
      return null
    },
    close() {
      if (isClosed) return
      isClosed = true
      live.remove(reader)
      wake()
      waiting.length = 0
      deps.onClose()
    },
  }
}

const isAhead = (position: EventCursor | null, cursor: EventCursor): position is EventCursor =>
  position !== null && position.log === cursor.log && position.position > cursor.position
