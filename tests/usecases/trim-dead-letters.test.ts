import { expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { onlyProcess } from '../../src/adapters/memory/exclusive.ts'
import { createMemoryJobs } from '../../src/adapters/memory/jobs.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { createMemoryState } from '../../src/adapters/memory/state.ts'
import type { LogFields, Logger } from '../../src/ports/logger.ts'
import { transientError } from '../../src/ports/port-error.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { makeBookWithJobs } from '../../src/testing/fixtures/seeded-book.ts'
import { createTrimDeadLetters } from '../../src/usecases/dead-letters/trim-dead-letters.ts'

const DAY_MS = 86_400_000
const BOOKS = 120

function setUp() {
  const clock = createManualClock()
  const state = createMemoryState()
  const jobs = createMemoryJobs(state, clock)
  const queue = createMemoryQueue({ clock })
  const lines: { level: string; message: string; fields: LogFields }[] = []
  const at =
    (level: keyof Logger) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields })
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  const fail = async () => {
    const book = makeBookWithJobs({ now: clock.now() }, [{ type: 'tag' }])
    state.audiobooks.set(book.audiobook.id, book.audiobook)
    for (const job of book.jobs) {
      state.jobs.set(job.id, job)
      await expectOk(jobs.claim(job.id, 'w', 1_000))
      const failure = { kind: 'permanent', code: 'broken', message: 'No.' } as const
      await expectOk(jobs.fail({ jobId: job.id, epoch: 1 }, failure, 0))
      await expectOk(queue.recordFailed([{ id: job.id, type: 'tag', failedAt: clock.now() }]))
    }
    return book.jobs.map(({ id }) => id)
  }
  const shown = async () => (await expectOk(queue.listFailed('tag', null))).ids
  const deps = { jobs, queue, exclusive: onlyProcess, clock, logger, maxAgeMs: 30 * DAY_MS }
  return { clock, state, lines, fail, shown, deps }
}

test('what is older goes, from the queue too, and the log names it; what is younger stays', async () => {
  const { clock, state, lines, fail, shown, deps } = setUp()
  const old = (await Promise.all(Array.from({ length: BOOKS }, fail))).flat()
  clock.advance(2 * DAY_MS)
  const young = await fail()
  const trim = createTrimDeadLetters(deps)
  clock.advance(28 * DAY_MS)
  expect(await expectOk(trim())).toBe(0)
  expect(lines).toEqual([])
  clock.advance(1)
  expect(await expectOk(trim())).toBe(BOOKS)
  expect([...state.jobs.keys()]).toEqual(young)
  expect(await shown()).toEqual(young)
  expect(lines.map(({ level, fields }) => [level, fields.count])).toEqual([
    ...[50, 50, 20].map((count) => ['info', count]),
  ])
  const named = lines.flatMap(({ fields }) => fields.jobIds as string[])
  expect(named.toSorted()).toEqual(old.toSorted())
})

test('a sweep ends after so many, and the next goes on', async () => {
  const { deps } = setUp()
  let asked = 0
  const trimFailed = () => {
    asked += 1
    return okAsync([{ id: `${asked}`, type: 'tag' as const, failedAt: new Date(0) }])
  }
  const trim = createTrimDeadLetters({ ...deps, jobs: { trimFailed } })
  expect([await expectOk(trim()), asked]).toEqual([10, 10])
  expect([await expectOk(trim()), asked]).toEqual([10, 20])
})

test('a queue that is away does not keep them; one process at a time', async () => {
  const { clock, state, lines, fail, deps } = setUp()
  await fail()
  clock.advance(31 * DAY_MS)
  const other = createTrimDeadLetters({ ...deps, exclusive: { tryRun: () => okAsync(null) } })
  expect(await expectOk(other())).toBeNull()
  expect(state.jobs.size).toBe(1)
  const forgetFailed = () => errAsync(transientError('redis_unavailable', 'no connection to Redis'))
  expect(await expectOk(createTrimDeadLetters({ ...deps, queue: { forgetFailed } })())).toBe(1)
  expect(state.jobs.size).toBe(0)
  expect(lines.map(({ level }) => level)).toEqual(['info', 'warn'])
})
