import { afterEach, describe, expect, test } from 'bun:test'
import { createDirectReporter } from '../../../src/adapters/direct/reporter.ts'
import { createMemoryAudiobooks } from '../../../src/adapters/memory/audiobooks.ts'
import { onlyProcess } from '../../../src/adapters/memory/exclusive.ts'
import { createMemoryJobs } from '../../../src/adapters/memory/jobs.ts'
import { createMemoryQueuePauses } from '../../../src/adapters/memory/queue-pauses.ts'
import { createMemoryState } from '../../../src/adapters/memory/state.ts'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import { silentLogger } from '../../../src/adapters/system/logger.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { createRetryJob } from '../../../src/usecases/jobs/retry-job.ts'
import { createMirrorDeadLetters } from '../../../src/usecases/mirror-dead-letters.ts'
import { createReconcile } from '../../../src/usecases/reconcile.ts'
import { pendingJob } from '../../domain/jobs.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { closeAll, openAlone, openClient, TIMEOUT_MS } from './redis-under-test.ts'

const PREFIX = 'audiobook'
const LEASE_MS = 1
const caller = { ownerId: 'admin', seesAll: true }

afterEach(closeAll)

/** Jobs in memory, and what the key of their type shows. */
async function setUp() {
  const { server, queue, client } = await openAlone({ prefix: PREFIX })
  const state = createMemoryState()
  const jobs = createMemoryJobs(state, systemClock)
  const queuePauses = createMemoryQueuePauses(state, systemClock)
  const deps = { jobs, queuePauses, queue, exclusive: onlyProcess, logger: silentLogger, random: () => 0 }
  const reporter = createDirectReporter(deps)
  const claim = async (id: string) => {
    if (!state.jobs.has(id)) state.jobs.set(id, pendingJob({ id, type: 'tag', runAt: new Date(0) }))
    const job = await expectOk(jobs.claim(id, 'w', LEASE_MS))
    return { jobId: id, epoch: job?.epoch ?? 0 }
  }
  const fail = async (id: string) => {
    const failure = { kind: 'permanent', code: 'broken', message: 'No.' } as const
    return expectOk(reporter.fail(await claim(id), failure))
  }
  const shown = () => client.zrange(`${PREFIX}:failed:tag`, '0', '-1', 'WITHSCORES')
  return { server, state, jobs, deps, claim, fail, shown }
}

describe('dead letters in Redis', () => {
  test('by report and by poison; a retry takes them away', async () => {
    const { state, jobs, deps, claim, fail, shown } = await setUp()
    await fail('a')
    const failedAtOf = (id: string) => {
      const job = state.jobs.get(id)
      return job?.status === 'failed' ? String(job.completedAt.getTime()) : 'none'
    }
    expect(await shown()).toEqual(['a', failedAtOf('a')])
    const reconcile = createReconcile(deps)
    for (let crash = 0; crash < 3; crash += 1) {
      await claim('b')
      await Bun.sleep(2 * LEASE_MS)
      await expectOk(reconcile.run())
    }
    expect(await shown()).toEqual(['a', failedAtOf('a'), 'b', failedAtOf('b')])

    const audiobooks = createMemoryAudiobooks(state, systemClock)
    const retry = createRetryJob({ ...deps, audiobooks })
    await expectOk(retry({ caller, jobId: 'b' }))
    expect(await shown()).toEqual(['a', failedAtOf('a')])
    expect(await expectOk(jobs.find('b'))).toMatchObject({ status: 'pending' })
  })

  test(
    'no report waits for Redis or fails with it; after its return they are shown, and after a flush',
    async () => {
      const { server, deps, fail, shown } = await setUp()
      const mirror = createMirrorDeadLetters(deps)
      await server.kill()
      expect(await fail('a')).toEqual({ answer: 'accepted', runAgainAfterMs: null })
      expect((await mirror.run()).isErr()).toBe(true)
      await server.start()
      await waitUntil(
        async () => (await mirror.run()).isOk(),
        (isOk) => isOk,
      )
      const before = await shown()
      expect(before[0]).toBe('a')
      await openClient(server).flushall()
      await expectOk(mirror.run())
      expect(await shown()).toEqual(before)
    },
    TIMEOUT_MS,
  )
})
