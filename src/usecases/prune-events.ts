import { ok, safeTry } from 'neverthrow'
import type { EventLog } from '../ports/event-log.ts'
import type { PortResult } from '../ports/port-error.ts'

export interface EventsToKeep {
  readonly maxAgeMs: number
  readonly maxEvents: number
}

/** One statement removes so many: it must not hold up those who write. */
const BATCH_EVENTS = 10_000
/** A pass ends; the next goes on. */
const MAX_BATCHES = 100

/** Removes what the log need not keep any more. Answers how many events. */
export function createPruneEvents(deps: {
  readonly eventLog: Pick<EventLog, 'prune'>
  readonly eventsToKeep: EventsToKeep
}) {
  return (): PortResult<number> =>
    safeTry(async function* () {
      let removed = 0
      for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
        const count = yield* await deps.eventLog.prune(deps.eventsToKeep, BATCH_EVENTS)
        removed += count
        if (count < BATCH_EVENTS) break
      }
      return ok(removed)
    })
}
