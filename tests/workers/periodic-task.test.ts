import { expect, test } from 'bun:test'
import { errAsync, okAsync, ResultAsync } from 'neverthrow'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { type PortError, transientError } from '../../src/ports/port-error.ts'
import { startPeriodicTask } from '../../src/workers/periodic-task.ts'

const settle = () => Bun.sleep(1)

function start(run: () => ResultAsync<unknown, PortError>) {
  const clock = createManualClock()
  const deps = { clock, random: () => 0.5, logger: silentLogger }
  return { clock, task: startPeriodicTask(deps, { name: 'test', intervalMs: 1_000, run }) }
}

test('runs at once, then by the clock, through failures, and when it is asked to', async () => {
  let runs = 0
  const { clock, task } = start(() => {
    runs += 1
    return runs === 1 ? errAsync(transientError('down', 'Down.')) : okAsync(null)
  })
  await settle()
  expect(runs).toBe(1)
  clock.advance(999)
  await settle()
  expect(runs).toBe(1)
  clock.advance(1)
  await settle()
  expect(runs).toBe(2)
  task.runNow()
  await settle()
  expect(runs).toBe(3)
  await task.stop()
  task.runNow()
  await settle()
  expect(runs).toBe(3)
})

test('asked during a run, it runs once more', async () => {
  let runs = 0
  const first = Promise.withResolvers<void>()
  const { task } = start(() => {
    runs += 1
    return runs === 1 ? ResultAsync.fromSafePromise(first.promise) : okAsync(null)
  })
  task.runNow()
  task.runNow()
  first.resolve()
  await settle()
  expect(runs).toBe(2)
  await task.stop()
})
