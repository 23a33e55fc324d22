import { describe, expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { onlyProcess } from '../../src/adapters/memory/exclusive.ts'
import { createMemoryJobs } from '../../src/adapters/memory/jobs.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { createMemoryQueuePauses } from '../../src/adapters/memory/queue-pauses.ts'
import { createMemoryState } from '../../src/adapters/memory/state.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { createReconcile } from '../../src/usecases/reconcile.ts'
import { pendingJob } from '../domain/jobs.ts'

const LEASE_MS = 15_000
/** The memory repository sorts all due jobs for each page. */
const MANY_JOBS_TIMEOUT_MS = 30_000

function setUp(jobCount: number) {
  const clock = createManualClock()
  const state = createMemoryState()
  const jobs = createMemoryJobs(state, clock)
  const queue = createMemoryQueue({ clock })
  for (let index = 0; index < jobCount; index += 1) {
    const job = pendingJob({ id: `job-${String(index).padStart(6, '0')}`, runAt: clock.now() })
    state.jobs.set(job.id, job)
  }
  const queuePauses = createMemoryQueuePauses(state, clock)
  const deps = { jobs, queuePauses, queue, exclusive: onlyProcess, logger: silentLogger }
  const counts = async () => (await expectOk(queue.counts())).transcribe
  return { clock, state, jobs, queue, deps, counts }
}

describe('reconciling', () => {
  test('an empty queue is filled again, more than one page', async () => {
    const { deps, counts } = setUp(2_500)
    const reconcile = createReconcile(deps).run
    expect(await expectOk(reconcile())).toMatchObject({ enqueued: 2_500 })
    expect((await counts()).ready).toBe(2_500)
    await expectOk(reconcile())
    expect((await counts()).ready).toBe(2_500)
  })

  test('what is leased stays leased', async () => {
    const { deps, queue, counts } = setUp(3)
    const reconcile = createReconcile(deps).run
    await expectOk(reconcile())
    await expectOk(queue.lease('transcribe', 1, { waitMs: 0, leaseMs: LEASE_MS }))
    await expectOk(reconcile())
    expect(await counts()).toMatchObject({ ready: 2, leased: 1 })
  })

  test(
    'a pass that can not take all goes on where it ended, and begins again after the last',
    async () => {
      const { deps, counts } = setUp(51_000)
      const pages: (string | undefined)[] = []
      const jobs: typeof deps.jobs = {
        ...deps.jobs,
        listDue: (limit, after) => {
          pages.push(after?.id)
          return deps.jobs.listDue(limit, after)
        },
      }
      const reconcile = createReconcile({ ...deps, jobs }).run
      expect(await expectOk(reconcile())).toMatchObject({ enqueued: 50_000 })
      expect(pages).toHaveLength(50)
      expect(await expectOk(reconcile())).toMatchObject({ enqueued: 1_000 })
      expect(pages[50]).toBe('job-049999')
      expect((await counts()).ready).toBe(51_000)
      await expectOk(reconcile())
      expect(pages.slice(51, 53)).toContain(undefined)
    },
    MANY_JOBS_TIMEOUT_MS,
  )

  test('begins again, wherever it was, once the queue lost what it held', async () => {
    const { deps, jobs } = setUp(0)
    const job = { id: 'job', type: 'transcribe', ownerId: 'a', priority: 0, runAt: new Date(0) } as const
    const begins: boolean[] = []
    const endless: typeof jobs = {
      ...jobs,
      listDue: (limit, after) => {
        begins.push(after === undefined)
        return okAsync(Array.from({ length: limit }, () => job))
      },
    }
    const reconcile = createReconcile({ ...deps, jobs: endless })
    await expectOk(reconcile.run())
    const pages = begins.length
    await expectOk(reconcile.run())
    reconcile.restart()
    await expectOk(reconcile.run())
    const isFirst = (place: number) => place % (2 * pages) === 0
    expect(begins).toEqual(Array.from({ length: 3 * pages }, (_, place) => isFirst(place)))
  })

  test('the jobs of a lost worker come back; a poisoned one leaves the queue', async () => {
    const { deps, jobs, queue, clock, counts } = setUp(1)
    const reconcile = createReconcile(deps).run
    const crash = async () => {
      await expectOk(jobs.claim('job-000000', 'w', LEASE_MS))
      clock.advance(LEASE_MS)
      return expectOk(reconcile())
    }
    expect(await crash()).toEqual({ returned: 1, poisoned: 0, enqueued: 1 })
    expect(await crash()).toEqual({ returned: 1, poisoned: 0, enqueued: 1 })
    expect((await counts()).ready).toBe(1)
    expect(await crash()).toEqual({ returned: 0, poisoned: 1, enqueued: 0 })
    expect(await expectOk(queue.listFailed('transcribe', null))).toEqual({ ids: ['job-000000'], next: null })
    expect(await expectOk(queue.counts())).toMatchObject({ transcribe: { ready: 0, delayed: 0, leased: 0 } })
  })

  test('while another process reconciles, nothing is done', async () => {
    const { deps, counts } = setUp(1)
    const reconcile = createReconcile({ ...deps, exclusive: { tryRun: () => okAsync(null) } }).run
    expect(await expectOk(reconcile())).toBeNull()
    expect((await counts()).ready).toBe(0)
  })
})
