import { Hono } from 'hono'
import type { HttpEnv, ReadinessCheck } from './deps.ts'

const HEADERS = { 'Cache-Control': 'no-store' }

/** `/healthz` and `/readyz`, as the API answers them, for processes that serve nothing else. */
export function createProbeApp(readiness: () => Promise<readonly ReadinessCheck[]>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, HEADERS))
  app.get('/readyz', async (c) => {
    const checks = await readiness()
    return checks.every(({ ok }) => ok)
      ? c.json({ status: 'ready', checks }, 200, HEADERS)
      : c.json({ status: 'not_ready', checks }, 503, HEADERS)
  })
  return app
}
