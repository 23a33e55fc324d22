import { expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { createMemoryDiscards } from '../../src/adapters/memory/discards.ts'
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts'
import { onlyProcess } from '../../src/adapters/memory/exclusive.ts'
import { createMemoryJobs } from '../../src/adapters/memory/jobs.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { createMemoryQueuePauses } from '../../src/adapters/memory/queue-pauses.ts'
import { createMemoryState } from '../../src/adapters/memory/state.ts'
import { createMemoryStorage } from '../../src/adapters/memory/storage.ts'
import { createMemoryUploads } from '../../src/adapters/memory/uploads.ts'
import { createMemoryWebhookOutbox } from '../../src/adapters/memory/webhook-outbox.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { startHouseKeeping } from '../../src/compose/house-keeping.ts'
import type { SharedQueue } from '../../src/compose/queue.ts'
import { makeBookWithJobs } from '../../src/testing/fixtures/seeded-book.ts'
import { pendingJob } from '../domain/jobs.ts'

const settle = () => Bun.sleep(5)

/** House-keeping over memory, whose first pass is over; the clock stands still unless it is moved. */
async function setUp({ random = 0.5, deadLettersMaxAgeMs = null as number | null } = {}) {
  const clock = createManualClock()
  const state = createMemoryState()
  const queue = createMemoryQueue({ clock })
  const listeners = new Set<() => void>()
  let isReplaced = false
  const shared: SharedQueue = {
    ...queue,
    onReady: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    isReplaced: () => okAsync(isReplaced),
  }
  const keeping = startHouseKeeping({
    uploads: createMemoryUploads(state, clock),
    discards: createMemoryDiscards(state),
    jobs: createMemoryJobs(state, clock),
    eventLog: createMemoryEventLog(state, clock),
    eventsToKeep: { maxAgeMs: 3_600_000, maxEvents: 1_000 },
    deadLettersMaxAgeMs,
    queuePauses: createMemoryQueuePauses(state, clock),
    auditLog: createMemoryAuditLog(state, clock),
    auditKeepDays: 365,
    storage: createMemoryStorage(),
    queue: shared,
    exclusive: onlyProcess,
    clock,
    random: () => random,
    logger: silentLogger,
    leaseMs: 15_000,
    learnRates: () => okAsync(undefined),
    webhookOutbox: createMemoryWebhookOutbox(state, clock),
    keepDeliveriesMs: 3_600_000,
  })
  await settle()
  const job = pendingJob({ id: 'job', runAt: clock.now() })
  state.jobs.set(job.id, job)
  return {
    clock,
    listeners,
    keeping,
    becomeReplaced: () => {
      isReplaced = true
    },
    state,
    readyCount: async () => (await queue.counts())._unsafeUnwrap().transcribe.ready,
  }
}

test('the queue is filled when it becomes ready, without waiting for the next pass', async () => {
  const { listeners, readyCount, keeping } = await setUp()
  await settle()
  expect(await readyCount()).toBe(0)
  for (const listener of listeners) listener()
  await settle()
  expect(await readyCount()).toBe(1)
  await keeping.stop()
  expect(listeners.size).toBe(0)
})

test('and when it was flushed or replaced', async () => {
  const { clock, becomeReplaced, readyCount, keeping } = await setUp()
  becomeReplaced()
  clock.advance(1_000)
  await settle()
  expect(await readyCount()).toBe(1)
  await keeping.stop()
})

test('and within five seconds, however the intervals are spread', async () => {
  const { clock, readyCount, keeping } = await setUp({ random: 0.999 })
  clock.advance(4_000)
  await settle()
  expect(await readyCount()).toBe(0)
  clock.advance(999)
  await settle()
  expect(await readyCount()).toBe(1)
  await keeping.stop()
})

test.each([
  [null, 1],
  [3_600_000, 0],
])('dead letters are kept for ever unless it is said for how long: %p', async (deadLettersMaxAgeMs, kept) => {
  const { clock, state, keeping } = await setUp({ deadLettersMaxAgeMs })
  const book = makeBookWithJobs({ now: clock.now() }, [{ type: 'tag' }])
  state.audiobooks.set(book.audiobook.id, book.audiobook)
  const jobs = createMemoryJobs(state, clock)
  for (const job of book.jobs) {
    state.jobs.set(job.id, job)
    await jobs.claim(job.id, 'w', 1_000)
    await jobs.fail({ jobId: job.id, epoch: 1 }, { kind: 'permanent', code: 'broken', message: 'No.' }, 0)
  }
  clock.advance(3_700_000)
  await settle()
  expect([...state.jobs.values()].filter(({ status }) => status === 'failed')).toHaveLength(kept)
  await keeping.stop()
})
