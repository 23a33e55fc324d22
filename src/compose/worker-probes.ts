import type { Config } from '../config.ts'
import type { ReadinessCheck } from '../http/deps.ts'
import type { Metrics } from '../http/metrics/metrics.ts'
import { createProbeApp } from '../http/probe-app.ts'
import { startHttpServer } from '../http/serve.ts'
import type { Closers } from './closers.ts'

type Readiness = () => Promise<readonly ReadinessCheck[]>

const STARTING: readonly ReadinessCheck[] = [
  { name: 'start', ok: false, detail: 'waits for the database and its schema' },
]
const PROBE_GRACE_MS = 100

/**
 * Answers probes and metrics where WORKER_PORT is set, from before the process waits for anything: a worker that waits
 * lives, and is not ready. The returned function says what readiness means once that is known.
 */
export async function serveProbes(
  config: Config,
  closers: Closers,
  metrics: Metrics,
): Promise<(readiness: Readiness) => void> {
  let current: Readiness = async () => STARTING
  if (config.WORKER_PORT !== undefined) {
    const app = createProbeApp({ readiness: () => current(), metrics })
    const server = await startHttpServer({ app, host: config.API_HOST, port: config.WORKER_PORT })
    closers.add(() => server.close(PROBE_GRACE_MS))
  }
  return (readiness) => {
    current = readiness
  }
}
