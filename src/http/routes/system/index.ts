import type { OpenAPIHono } from '@hono/zod-openapi'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import type { Metrics } from '../../metrics/metrics.ts'
import { registerHealth } from './health.ts'
import { registerMetrics } from './metrics.ts'
import { registerReadiness } from './readiness.ts'

/** Health and metrics. They need no token: orchestrators and scrapers have none, and they tell no one's data. */
export function registerSystemRoutes(
  app: OpenAPIHono<HttpEnv>,
  deps: HttpDeps,
  metrics: Metrics,
  { hide }: { readonly hide: boolean },
): void {
  registerHealth(app, hide)
  registerReadiness(app, deps, hide)
  registerMetrics(app, deps, metrics, hide)
}
