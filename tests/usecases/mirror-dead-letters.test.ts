import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { createDirectReporter } from '../../src/adapters/direct/reporter.ts'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { onlyProcess } from '../../src/adapters/memory/exclusive.ts'
import { createMemoryJobs } from '../../src/adapters/memory/jobs.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { createMemoryState } from '../../src/adapters/memory/state.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { transientError } from '../../src/ports/port-error.ts'
import type { Queue } from '../../src/ports/queue.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { createMirrorDeadLetters } from '../../src/usecases/mirror-dead-letters.ts'
import { pendingJob } from '../domain/jobs.ts'

const LEASE_MS = 15_000
const away = () => errAsync(transientError('redis_unavailable', 'no connection to Redis'))

function setUp() {
  const clock = createManualClock()
  const state = createMemoryState()
  const jobs = createMemoryJobs(state, clock)
  const queue = createMemoryQueue({ clock })
  const deps = { jobs, queue, exclusive: onlyProcess }
  /** Fails for good, as a worker reports it; the queue that is told may be another one. */
  const fail = async (id: string, told: Queue = queue) => {
    state.jobs.set(id, pendingJob({ id, type: 'tag', runAt: clock.now() }))
    const claimed = await expectOk(jobs.claim(id, 'w', LEASE_MS))
    const reporter = createDirectReporter({ jobs, queue: told, random: () => 0, logger: silentLogger })
    const claim = { jobId: id, epoch: claimed?.epoch ?? 0 }
    return expectOk(reporter.fail(claim, { kind: 'permanent', code: 'broken', message: 'No.' }))
  }
  const shown = async () => [...(await expectOk(queue.listFailed('tag', null))).ids].toSorted()
  return { state, jobs, queue, deps, fail, shown }
}

describe('mirroring dead letters', () => {
  test('a report shows them at once; a queue that is away fails no report, and is told later', async () => {
    const { deps, queue, fail, shown } = setUp()
    expect(await fail('a')).toEqual({ answer: 'accepted', runAgainAfterMs: null })
    expect(await shown()).toEqual(['a'])
    expect(await fail('b', { ...queue, recordFailed: away })).toMatchObject({ answer: 'accepted' })
    expect(await shown()).toEqual(['a'])
    expect(await expectOk(createMirrorDeadLetters(deps).run())).toEqual({ recorded: 2, forgotten: 0 })
    expect(await shown()).toEqual(['a', 'b'])
  })

  test('what is shown and is no dead letter is forgotten', async () => {
    const { deps, jobs, queue, fail, shown } = setUp()
    await fail('a')
    await fail('b')
    await expectOk(queue.recordFailed([{ id: 'gone', type: 'tag', failedAt: new Date() }]))
    await expectOk(jobs.redrive(['a']))
    expect(await expectOk(createMirrorDeadLetters(deps).run())).toEqual({ recorded: 1, forgotten: 2 })
    expect(await shown()).toEqual(['b'])
  })

  test('a pass that can not take all goes on where it ended, unless what is shown was lost', async () => {
    const { deps, jobs } = setUp()
    const item = { id: 'a', type: 'tag', failedAt: new Date(), createdAt: new Date() } as const
    const begins: boolean[] = []
    const endless: typeof jobs = {
      ...jobs,
      listFailed: ({ after }) => {
        begins.push(after === null)
        return okAsync({ items: [item], hasMore: true })
      },
    }
    const mirror = createMirrorDeadLetters({ ...deps, jobs: endless })
    await expectOk(mirror.run())
    const pages = begins.length
    await expectOk(mirror.run())
    mirror.restart()
    await expectOk(mirror.run())
    const first = (place: number) => place % (2 * pages) === 0
    expect(begins).toEqual(Array.from({ length: 3 * pages }, (_, place) => first(place)))
  })
})
