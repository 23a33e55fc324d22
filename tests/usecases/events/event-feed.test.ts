import { afterEach, expect, test } from 'bun:test'
import { createMemoryEventLog, logHappenings } from '../../../src/adapters/memory/event-log.ts'
import { createMemoryEventSignal } from '../../../src/adapters/memory/event-signal.ts'
import { createMemoryState } from '../../../src/adapters/memory/state.ts'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import { silentLogger } from '../../../src/adapters/system/logger.ts'
import type { EventFilter, EventLog } from '../../../src/ports/event-log.ts'
import { createEventFeed, type EventFeed } from '../../../src/usecases/events/event-feed.ts'
import type { Subscription } from '../../../src/usecases/events/subscription.ts'

const feeds: EventFeed[] = []
afterEach(async () => {
  for (const feed of feeds.splice(0)) await feed.close()
})

function setUp() {
  const state = createMemoryState()
  const eventSignal = createMemoryEventSignal()
  const stored = createMemoryEventLog(state, systemClock)
  const reads: (EventFilter | undefined)[] = []
  const eventLog: EventLog = {
    ...stored,
    read: (after, limit, filter) => {
      reads.push(filter)
      return stored.read(after, limit, filter)
    },
  }
  const feed = createEventFeed({ eventLog, eventSignal, clock: systemClock, logger: silentLogger })
  feeds.push(feed)
  const tell = (count: number, audiobookId = 'book') => {
    const data = { title: 'T', author: 'A', status: 'processing', statusReason: null } as const
    const happening = { type: 'audiobook.updated', audiobookId, uploadId: 'upload', data } as const
    logHappenings(
      state,
      'me',
      Array.from({ length: count }, () => happening),
      new Date(),
    )
    eventSignal.notify()
  }
  const take = async (subscription: Subscription, count: number) => {
    const positions: (number | 'reset')[] = []
    while (positions.length < count) {
      const items = await subscription.next(5_000)
      if (items === null || items.length === 0) throw new Error(`${positions.length} of ${count} came`)
      positions.push(...items.map((item) => (item.kind === 'event' ? item.event.position : 'reset')))
    }
    return positions
  }
  const start = { log: 'memory', position: 0 }
  return { feed, eventLog, reads, tell, take, start, stored }
}

const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)

test('who is up with the log is told from the one reading; nobody reads for it', async () => {
  const { feed, tell, take, reads, start } = setUp()
  const followers = Array.from({ length: 20 }, () =>
    feed.subscribe({ ownerId: null, audiobookId: 'book' }, start),
  )
  tell(3)
  for (const follower of followers) expect(await take(follower, 3)).toEqual(upTo(3))
  // All are live once they have found nothing more.
  await Promise.all(followers.map((follower) => follower.next(300)))
  reads.length = 0
  tell(2)
  tell(1, 'another book')
  for (const follower of followers) expect(await take(follower, 2)).toEqual(upTo(5, 4))
  expect(reads.filter((filter) => filter?.audiobookId !== undefined)).toEqual([])
})

test('one that takes nothing holds little, and gets all from the log when it does', async () => {
  const { feed, tell, take, reads, start } = setUp()
  const slow = feed.subscribe({ ownerId: 'me' }, start)
  const fast = feed.subscribe({ ownerId: null }, start)
  tell(1)
  expect([await take(slow, 1), await take(fast, 1)]).toEqual([[1], [1]])
  await Promise.all([slow.next(300), fast.next(300)])
  reads.length = 0
  for (let batch = 0; batch < 10; batch += 1) {
    tell(200)
    await take(fast, 200)
  }
  expect(reads.filter((filter) => filter?.ownerId === 'me')).toEqual([])
  expect(await take(slow, 2_000)).toEqual(upTo(2_001, 2))
  // Had it kept them all, it would not have had to read.
  expect(reads.filter((filter) => filter?.ownerId === 'me').length).toBeGreaterThan(5)
  tell(1)
  expect(await take(slow, 1)).toEqual([2_002])
})

test('events that are not kept any more are a reset, for those who follow and those who come', async () => {
  const { feed, tell, take, start, stored } = setUp()
  tell(10)
  await stored.prune({ maxAgeMs: 3_600_000, maxEvents: 2 }, 100)
  const follower = feed.subscribe({ ownerId: null }, start)
  expect(await take(follower, 1)).toEqual(['reset'])
  tell(1)
  expect(await take(follower, 1)).toEqual([11])
})

test('after it closes nothing comes, and nobody waits', async () => {
  const { feed, start } = setUp()
  const waiting = feed.subscribe({ ownerId: null }, start).next(60_000)
  await feed.close()
  expect(await waiting).toBeNull()
  expect(await feed.subscribe({ ownerId: null }, start).next(60_000)).toBeNull()
})
