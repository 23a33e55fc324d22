import type { Logger } from '../ports/logger.ts'
import type { Queue, QueueLease } from '../ports/queue.ts'
import { type Claim, HEARTBEAT_INTERVAL_MS, type JobReporter, LEASE_MS } from '../ports/reporter.ts'
import type { ClaimKeeper } from '../usecases/run-job.ts'

export interface ClaimKeeperDeps {
  readonly reporter: JobReporter
  readonly queue: Queue
  readonly logger: Logger
  readonly leaseMs?: number
  readonly heartbeatIntervalMs?: number
}

/** Share of the lease after which work without a renewed claim is stopped: before another may start it. */
const FENCE_AT = 0.8
/** Share of the lease between two looks at that. */
const FENCE_CHECK_EVERY = 1 / 15

interface Held {
  readonly claim: Claim
  readonly lease: QueueLease
  readonly lost: AbortController
  /** Monotonic, milliseconds: when the last accepted renewal was sent. */
  renewedAtMs: number
}

/** One heartbeat for all the claims of a process. Heavy work must not run on this thread, or it would stop the heart. */
export function createClaimKeeper(deps: ClaimKeeperDeps): ClaimKeeper & { readonly stop: () => void } {
  const leaseMs = deps.leaseMs ?? LEASE_MS
  const intervalMs = deps.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS
  const held = new Map<string, Held>()
  let beating = false

  const check = (entry: Held) => {
    if (entry.lost.signal.aborted || performance.now() - entry.renewedAtMs < leaseMs * FENCE_AT) return
    deps.logger.error('claim not renewed in time, work stops', { jobId: entry.claim.jobId })
    entry.lost.abort()
  }
  const checkAll = () => {
    for (const entry of held.values()) check(entry)
  }

  const beat = async () => {
    if (beating) return
    // Of a process that was stopped and goes on, whichever timer comes first: a lost claim is not renewed.
    checkAll()
    const entries = [...held.values()].filter((entry) => !entry.lost.signal.aborted)
    if (entries.length === 0) return
    beating = true
    try {
      await renew(deps, entries, leaseMs)
    } finally {
      beating = false
    }
  }

  const heart = setInterval(() => void beat(), intervalMs)
  const fence = setInterval(checkAll, leaseMs * FENCE_CHECK_EVERY)
  return {
    keep(claim, lease, lost, askedAtMs) {
      const entry: Held = { claim, lease, lost, renewedAtMs: askedAtMs }
      held.set(keyOf(claim), entry)
      return { check: () => check(entry), letGo: () => void held.delete(keyOf(claim)) }
    },
    stop: () => {
      clearInterval(heart)
      clearInterval(fence)
    },
  }
}

const keyOf = (claim: Claim) => `${claim.jobId} ${claim.epoch}`

async function renew(deps: ClaimKeeperDeps, entries: readonly Held[], leaseMs: number): Promise<void> {
  const sentAtMs = performance.now()
  const [answer] = await Promise.all([
    deps.reporter.heartbeat(entries.map((entry) => entry.claim)),
    // A lease that the queue lost is harmless: the claim in the database is what counts.
    deps.queue.renew(
      entries.map((entry) => entry.lease),
      leaseMs,
    ),
  ])
  if (answer.isErr()) {
    deps.logger.warn('heartbeat failed', { code: answer.error.code })
    return
  }
  const stale = new Set(answer.value.map(keyOf))
  for (const entry of entries) {
    if (stale.has(keyOf(entry.claim))) entry.lost.abort()
    else entry.renewedAtMs = sentAtMs
  }
}
