import { setTimeout as sleep } from 'node:timers/promises'
import { err, ok } from 'neverthrow'
import { ALL_EVENTS, type EventCursor, type EventLog } from '../../ports/event-log.ts'
import { type PortError, transientError } from '../../ports/port-error.ts'
import type { Database, Sql } from './connection.ts'
import { readHead } from './event-log/head.ts'
import { pruneEvents } from './event-log/prune.ts'
import { readPage } from './event-log/read-page.ts'
import { createSettledIds, type SettledIds } from './event-log/settled-ids.ts'
import { query } from './run-query.ts'

/** How long `end` waits for the transactions that are under way when it is called. */
const SETTLE_TIMEOUT_MS = 5_000
const SETTLE_POLL_MS = 10

/**
 * The log in the table `events`, which the triggers of its migration write.
 *
 * Ids are given before the commit, so a row may become visible after one with a higher id. What is settled, so that no
 * lower id can appear any more, is known from snapshots (`settled-ids.ts`); nothing beyond is handed out. A transaction
 * that writes for minutes holds the log up for as long, and makes it skip nothing.
 */
export function createPostgresEventLog({ sql }: Database): EventLog {
  const settled = createSettledIds()
  return {
    end: () =>
      query(() => findEnd(sql, settled)).andThen((cursor) => (cursor === null ? err(unsettled) : ok(cursor))),
    read: (after, limit, filter = ALL_EVENTS) => query(() => readPage(sql, settled, after, limit, filter)),
    prune: (keep, limit) => query(() => pruneEvents(sql, keep, limit)),
  }
}

const unsettled: PortError = transientError(
  'events_unsettled',
  'A transaction that has been under way for long holds up the event log.',
)

/** One round trip when nothing is under way. Null when something is for too long. */
async function findEnd(sql: Sql, settled: SettledIds): Promise<EventCursor | null> {
  const first = await readHead(sql)
  const deadlineMs = performance.now() + SETTLE_TIMEOUT_MS
  for (let head = first; head.xmin < first.xmax; head = await readHead(sql)) {
    settled.observe(head)
    if (performance.now() > deadlineMs) return null
    await sleep(SETTLE_POLL_MS)
  }
  return { log: first.generation, position: first.lastId }
}
