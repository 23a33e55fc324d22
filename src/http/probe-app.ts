import { Hono } from 'hono'
import type { HttpEnv, ReadinessCheck } from './deps.ts'
import type { Metrics } from './metrics/metrics.ts'

const HEADERS = { 'Cache-Control': 'no-store' }

export interface ProbeDeps {
  readonly readiness: () => Promise<readonly ReadinessCheck[]>
  readonly metrics: Metrics
}

/**
 * `/healthz`, `/readyz` and `/metrics` for processes that serve nothing else. What all processes share, the jobs and
 * queues, is the API's to tell.
 */
export function createProbeApp({ readiness, metrics }: ProbeDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, HEADERS))
  app.get('/readyz', async (c) => {
    const checks = await readiness()
    return checks.every(({ ok }) => ok)
      ? c.json({ status: 'ready', checks }, 200, HEADERS)
      : c.json({ status: 'not_ready', checks }, 503, HEADERS)
  })
  app.get('/metrics', async (c) =>
    c.text(await metrics.render({ readiness }), 200, { ...HEADERS, 'Content-Type': metrics.contentType }),
  )
  return app
}
