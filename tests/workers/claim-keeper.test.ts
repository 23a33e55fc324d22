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
    claims.keep(claim('a'), lease, first)
    claims.keep(claim('b'), { ...lease, jobId: 'b' }, second)
    await aborted(second)
    expect(first.signal.aborted).toBe(false)
    expect(beats[0]).toBe(2)
  })

  test('work that could not renew its claim is stopped before the lease ends', async () => {
    const claims = keeper(() => errAsync(transientError('away', 'The API is away.')), 400)
    const lost = new AbortController()
    const startedAtMs = performance.now()
    claims.keep(claim('a'), lease, lost)
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
    claims.keep(claim('a'), lease, lost)
    await aborted(lost)
    expect(lost.signal.aborted).toBe(true)
  })

  test('a claim that was let go is not renewed any more', async () => {
    let beats = 0
    const claims = keeper(() => {
      beats += 1
      return okAsync([])
    }, 10_000)
    claims.keep(claim('a'), lease, new AbortController())()
    await Bun.sleep(50)
    expect(beats).toBe(0)
  })
})
