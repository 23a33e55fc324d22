import type { LoggedEvent } from '../../../domain/event/event.ts'
import { ALL_EVENTS, type EventCursor, type EventFilter, MAX_READ_EVENTS } from '../../../ports/event-log.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import type { LibraryUnderTest } from '../library-under-test.ts'

export type Current = () => LibraryUnderTest

const MAX_PAGES = 1_000

/** Everything after the cursor, page by page; throws on a reset. */
export async function readAll(
  library: LibraryUnderTest,
  after: EventCursor,
  filter: EventFilter = ALL_EVENTS,
  limit = MAX_READ_EVENTS,
): Promise<{ readonly events: readonly LoggedEvent[]; readonly cursor: EventCursor }> {
  const events: LoggedEvent[] = []
  let cursor = after
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await expectOk(library.events.read(cursor, limit, filter))
    if (page.outcome === 'reset') throw new Error('the log was reset')
    events.push(...page.events)
    cursor = page.cursor
    if (!page.hasMore) return { events, cursor }
  }
  throw new Error(`more than ${MAX_PAGES} pages`)
}

/** What `act` wrote to the log. */
export async function eventsOf(
  library: LibraryUnderTest,
  act: () => Promise<unknown>,
  filter: EventFilter = ALL_EVENTS,
): Promise<readonly LoggedEvent[]> {
  const start = await expectOk(library.events.end())
  await act()
  return (await readAll(library, start, filter)).events
}

export const typesOf = (events: readonly LoggedEvent[]) => events.map(({ type }) => type)
