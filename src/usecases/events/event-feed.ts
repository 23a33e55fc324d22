import type { Clock } from '../../ports/clock.ts'
import { type EventCursor, type EventFilter, type EventLog, MAX_READ_EVENTS } from '../../ports/event-log.ts'
import type { EventSignal } from '../../ports/event-signal.ts'
import type { Logger } from '../../ports/logger.ts'
import { createLiveReaders } from './live-readers.ts'
import { createSubscription, type Subscription } from './subscription.ts'

export interface EventFeedDeps {
  readonly eventLog: EventLog
  readonly eventSignal: EventSignal
  readonly clock: Clock
  readonly logger: Logger
}

/** The log as many follow it: read once for all who are up with it. */
export interface EventFeed {
  /** Follows what comes after the cursor. */
  subscribe(filter: EventFilter, after: EventCursor): Subscription
  /** Aborted when it closes. */
  readonly closing: AbortSignal
  /** Ends all subscriptions. Idempotent. */
  close(): Promise<void>
}

/** Wake-ups may get lost, and changes may be committed by processes that send none. */
const POLL_INTERVAL_MS = 1_000
/** Commits that come faster are read together. */
const MIN_READ_INTERVAL_MS = 20
/** Until transactions that hold the log up have ended. */
const UNSETTLED_INTERVAL_MS = 10

export function createEventFeed({ eventLog, eventSignal, clock, logger }: EventFeedDeps): EventFeed {
  const live = createLiveReaders()
  const subscriptions = new Set<Subscription>()
  const closing = new AbortController()
  let position: EventCursor | null = null
  let wanted = new AbortController()
  let reading: Promise<void> | null = null

  const wake = () => wanted.abort()

  /** How long until the next look. */
  const readOnce = async (): Promise<number> => {
    const page =
      position === null
        ? await eventLog.end().map((cursor) => ({ outcome: 'reset' as const, cursor }))
        : await eventLog.read(position, MAX_READ_EVENTS)
    if (page.isErr()) {
      logger.warn('the event log could not be read', { code: page.error.code, message: page.error.message })
      return POLL_INTERVAL_MS
    }
    position = page.value.cursor
    if (page.value.outcome === 'reset') {
      live.interrupt()
      return 0
    }
    for (const event of page.value.events) live.deliver(event)
    live.moved()
    if (!page.value.hasMore) return POLL_INTERVAL_MS
    return page.value.events.length === MAX_READ_EVENTS ? 0 : UNSETTLED_INTERVAL_MS
  }

  const follow = async () => {
    const stopListening = eventSignal.onNotify(wake)
    while (subscriptions.size > 0 && !closing.signal.aborted) {
      wanted = new AbortController()
      const pauseMs = await readOnce()
      await clock.sleep(Math.min(pauseMs, MIN_READ_INTERVAL_MS), closing.signal)
      const rest = pauseMs - MIN_READ_INTERVAL_MS
      if (rest > 0) await clock.sleep(rest, AbortSignal.any([closing.signal, wanted.signal]))
    }
    stopListening()
    position = null
    reading = null
  }

  return {
    closing: closing.signal,
    subscribe(filter, after) {
      const subscription = createSubscription({
        ...{ eventLog, clock, live, filter, after },
        position: () => position,
        onClose: () => {
          subscriptions.delete(subscription)
          if (subscriptions.size === 0) wake()
        },
      })
      subscriptions.add(subscription)
      if (closing.signal.aborted) subscription.close()
      else reading ??= follow()
      return subscription
    },
    async close() {
      closing.abort()
      for (const subscription of subscriptions) subscription.close()
      await reading
    },
  }
}
