import { afterEach, describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { type PortResult, transientError } from '../../src/ports/port-error.ts'
import type { Claim, JobReporter } from '../../src/ports/reporter.ts'
import { createClaimKeeper } from '../../src/workers/claim-keeper.ts'

const lease = { jobId: 'a', type: 'embed', token: 't' } as const
const claim = (jobId: string): Claim => ({ jobId, epoch: 1 })
const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

function keeper(heartbeat: (claims: readonly Claim[]) => PortResult<readonly Claim[]>, leaseMs: number) {
  const created = createClaimKeeper({
    reporter: { heartbeat } as JobReporter,
    queue: createMemoryQueue({ clock: createManualClock() }),
    logger: silentLogger,
    leaseMs,
    heartbeatIntervalMs: 10,
  })
  stops.push(created.stop)
  return created
}

const aborted = (controller: AbortController) =>
  new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()))

describe('claim keeper', () => {
  test('one heartbeat carries all claims, and a stale one stops only its own work', async () => {
    const beats: number[] = []
    const claims = keeper((sent) => {
      beats.push(sent.length)
      return okAsync([claim('b')])
    }, 10_000)
    const [first, second] = [new AbortController(), new AbortController()]
    claims.keep(claim('a'), lease, first, performance.now())
    claims.keep(claim('b'), { ...lease, jobId: 'b' }, second, performance.now())
    await aborted(second)
    expect(first.signal.aborted).toBe(false)
    expect(beats[0]).toBe(2)
  })

  test('work that could not renew its claim is stopped before the lease ends', async () => {
    const claims = keeper(() => errAsync(transientError('away', 'The API is away.')), 400)
    const lost = new AbortController()
    const startedAtMs = performance.now()
    claims.keep(claim('a'), lease, lost, performance.now())
    await aborted(lost)
    expect(performance.now() - startedAtMs).toBeGreaterThan(200)
  })

  test('a heartbeat that never answers does not keep the claim', async () => {
    const never = new Promise<never>(() => {})
    const claims = keeper(
      () => okAsync(undefined).andThen(() => okAsync<readonly Claim[]>([]).map(() => never)),
      300,
    )
    const lost = new AbortController()
    claims.keep(claim('a'), lease, lost, performance.now())
    await aborted(lost)
    expect(lost.signal.aborted).toBe(true)
  })

  test('a claim that was let go is not renewed any more', async () => {
    let beats = 0
    const claims = keeper(() => {
      beats += 1
      return okAsync([])
    }, 10_000)
    claims.keep(claim('a'), lease, new AbortController(), performance.now()).letGo()
    await Bun.sleep(50)
    expect(beats).toBe(0)
  })

  test('after a stop (SIGSTOP) longer than the fence: lost at the first look, before any timer, and not renewed', async () => {
    const renewed: string[] = []
    const claims = keeper((sent) => {
      renewed.push(...sent.map(({ jobId }) => jobId))
      return okAsync([])
    }, 10_000)
    const [stopped, fresh] = [new AbortController(), new AbortController()]
    // To the keeper a stopped process is one whose clock jumped: the claim was last renewed 9 s ago.
    const kept = claims.keep(claim('a'), lease, stopped, performance.now() - 9_000)
    claims.keep(claim('b'), { ...lease, jobId: 'b' }, fresh, performance.now())
    kept.check()
    expect(stopped.signal.aborted).toBe(true)
    expect(fresh.signal.aborted).toBe(false)
    await Bun.sleep(50)
    expect(new Set(renewed)).toEqual(new Set(['b']))
  })

  test('a heart that beats before the fence looks does not renew what is lost', async () => {
    const renewed: string[] = []
    const claims = keeper((sent) => {
      renewed.push(...sent.map(({ jobId }) => jobId))
      return okAsync([])
    }, 1_000_000)
    const lost = new AbortController()
    // The fence itself looks once in 66 s.
    claims.keep(claim('a'), lease, lost, performance.now() - 900_000)
    await aborted(lost)
    expect(renewed).toEqual([])
  })
})
