import type { ReadinessCheck } from '../http/deps.ts'
import type { PortResult } from '../ports/port-error.ts'
import type { Queue } from '../ports/queue.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'
import type { Engines } from './engines.ts'

/** How long an answer is good for: probes come every few seconds, and a check may start a program. */
const CACHE_MS = 5_000
const CHECK_TIMEOUT_MS = 5_000
const ENGINE_PORTS = ['storage', 'transcriber', 'llm', 'embedder'] as const

/** Checks everything that this process needs to do its part. */
export function createReadiness(
  deps: Partial<Engines> & { readonly jobs: JobRepository; readonly queue: Queue },
): () => Promise<readonly ReadinessCheck[]> {
  let checkedAtMs = Number.NEGATIVE_INFINITY
  let latest: Promise<readonly ReadinessCheck[]> = Promise.resolve([])

  const checkAll = () =>
    Promise.all([
      check('database', deps.jobs.listDue(1)),
      check('queue', deps.queue.counts()),
      ...ENGINE_PORTS.flatMap((port) => {
        const engine = deps[port]
        return engine === undefined ? [] : [check(port, engine.check())]
      }),
    ])

  return () => {
    const nowMs = performance.now()
    if (nowMs - checkedAtMs > CACHE_MS) {
      checkedAtMs = nowMs
      latest = checkAll()
    }
    return latest
  }
}

async function check(name: string, result: PortResult<unknown>): Promise<ReadinessCheck> {
  const timeout = Promise.withResolvers<ReadinessCheck>()
  const timer = setTimeout(
    () => timeout.resolve({ name, ok: false, detail: `no answer within ${CHECK_TIMEOUT_MS / 1000} s` }),
    CHECK_TIMEOUT_MS,
  )
  const checked = result.match(
    (): ReadinessCheck => ({ name, ok: true }),
    (error): ReadinessCheck => ({ name, ok: false, detail: error.message }),
  )
  const answer = await Promise.race([checked, timeout.promise])
  clearTimeout(timer)
  return answer
}
