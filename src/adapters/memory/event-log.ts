import { okAsync } from 'neverthrow'
import type { Happening, LoggedEvent } from '../../domain/event/event.ts'
import type { Clock } from '../../ports/clock.ts'
import {
  ALL_EVENTS,
  type EventCursor,
  type EventFilter,
  type EventLog,
  type EventPage,
} from '../../ports/event-log.ts'
import type { MemoryState } from './state.ts'

export const EVENT_LOG_NAME = 'memory'

/** Writes what happened; to be called where it happens. */
export function logHappenings(
  { events, eventLog }: MemoryState,
  ownerId: string,
  happenings: readonly (Happening | null)[],
  occurredAt: Date,
): void {
  for (const happening of happenings) {
    if (happening === null) continue
    const position = (eventLog.get('last') ?? 0) + 1
    eventLog.set('last', position)
    events.set(position, { ...happening, position, ownerId, occurredAt })
  }
}

export function createMemoryEventLog(state: MemoryState, clock: Clock): EventLog {
  const end = (): EventCursor => ({ log: EVENT_LOG_NAME, position: state.eventLog.get('last') ?? 0 })
  return {
    end: () => okAsync(end()),
    read: (after, limit, filter = ALL_EVENTS) => okAsync(read(state, end(), after, limit, filter)),
    prune: (keep, limit) => okAsync(prune(state, clock.now(), keep, limit)),
  }
}

function read(
  { events, eventLog }: MemoryState,
  end: EventCursor,
  after: EventCursor,
  limit: number,
  filter: EventFilter,
): EventPage {
  const isKept = after.position >= (eventLog.get('prunedTo') ?? 0) && after.position <= end.position
  if (after.log !== end.log || !isKept) return { outcome: 'reset', cursor: end }
  const later = [...events.values()].filter(
    (event) => event.position > after.position && matches(event, filter),
  )
  const page = later.slice(0, limit)
  const last = page.at(-1)
  const cursor = page.length === limit && last !== undefined ? { ...end, position: last.position } : end
  return { outcome: 'events', events: page, cursor, hasMore: cursor.position < end.position }
}

function matches(event: LoggedEvent, { ownerId, audiobookId, uploadId, types }: EventFilter): boolean {
  const bookOf = 'audiobookId' in event ? event.audiobookId : null
  return (
    (ownerId === null || event.ownerId === ownerId) &&
    (audiobookId === undefined || bookOf === audiobookId) &&
    (uploadId === undefined || (bookOf === null && 'uploadId' in event && event.uploadId === uploadId)) &&
    (types === undefined || types.includes(event.type))
  )
}

function prune(
  { events, eventLog }: MemoryState,
  now: Date,
  { maxAgeMs, maxEvents }: { readonly maxAgeMs: number; readonly maxEvents: number },
  limit: number,
): number {
  const oldest = [...events.values()].slice(0, limit)
  const isTooMany = ({ position }: LoggedEvent) => position <= (eventLog.get('last') ?? 0) - maxEvents
  const isTooOld = ({ occurredAt }: LoggedEvent) => occurredAt.getTime() < now.getTime() - maxAgeMs
  const count = oldest.findLastIndex((event) => isTooMany(event) || isTooOld(event)) + 1
  for (const { position } of oldest.slice(0, count)) {
    events.delete(position)
    eventLog.set('prunedTo', position)
  }
  return count
}
