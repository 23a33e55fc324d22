import { expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { createPruneEvents } from '../../src/usecases/prune-events.ts'

test('removes in batches until there is nothing left to remove', async () => {
  const batches = [10_000, 10_000, 7]
  const asked: unknown[] = []
  const eventLog = {
    prune: (keep: unknown, limit: number) => {
      asked.push([keep, limit])
      return okAsync(batches.shift() ?? 0)
    },
  }
  const eventsToKeep = { maxAgeMs: 1, maxEvents: 2 }
  const prune = createPruneEvents({ eventLog, eventsToKeep })
  expect((await prune())._unsafeUnwrap()).toBe(20_007)
  expect(asked).toEqual([1, 2, 3].map(() => [eventsToKeep, 10_000]))
})
