import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { audit } from './audit.ts'
import { authenticate, authenticateWebhook } from './auth.ts'
import { API_BASE_PATH } from './base-path.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { describeProblem, type ProblemResponse } from './errors.ts'
import { guardGuesses, limitRequests } from './limit-requests.ts'
import { limitTime, RequestTimedOut } from './limit-time.ts'
import { createMetrics } from './metrics/metrics.ts'
import { limitBody, registerMiddleware } from './middleware.ts'
import { normalMountPath, pathBelow } from './mount-path.ts'
import { registerAudiobookRoutes } from './routes/audiobooks/index.ts'
import { registerListAuditLog } from './routes/audit/list.ts'
import { registerBackupRoutes } from './routes/backups/index.ts'
import { registerDeadLetterRoutes } from './routes/dead-letters/index.ts'
import { registerEventRoutes } from './routes/events/index.ts'
import { registerJobRoutes } from './routes/jobs/index.ts'
import { registerOutgoingWebhookRoutes } from './routes/outgoing-webhooks/index.ts'
import { describePayloads } from './routes/outgoing-webhooks/payloads.ts'
import { registerOwnerRoutes } from './routes/owners/index.ts'
import { registerQueueRoutes } from './routes/queues/index.ts'
import { registerSearchRoutes } from './routes/search/index.ts'
import { registerDocs } from './routes/system/docs.ts'
import { registerSystemRoutes } from './routes/system/index.ts'
import { registerTranscriptRoutes } from './routes/transcripts/index.ts'
import { registerUploadRoutes } from './routes/uploads/index.ts'
import { registerUsageRoutes } from './routes/usage/index.ts'
import { registerWebhookRoutes } from './routes/webhooks/index.ts'
import { validationHook } from './validation.ts'

/** The HTTP API as a fetch handler, for any runtime. It starts nothing and owns nothing: `deps` outlive it. */
export function createHttpApp(given: HttpDeps): OpenAPIHono<HttpEnv> {
  const mountPath = normalMountPath(given.mountPath)
  const deps = { ...given, mountPath }
  const app = new OpenAPIHono<HttpEnv>({ defaultHook: validationHook, getPath: pathBelow(mountPath) })
  const metrics = deps.metrics ?? createMetrics()
  registerMiddleware(app, deps, metrics)
  app.notFound(answerNotFound)
  app.onError((error, c) => answerError(error, c, deps))

  const api = new OpenAPIHono<HttpEnv>({ defaultHook: validationHook })
  const guard = guardGuesses(deps.requestLimits ?? null)
  if (deps.requestTimeoutMs !== undefined) api.use(limitTime(deps.requestTimeoutMs))
  api.use('/admin/*', authenticate(deps.tokens, guard))
  api.use('/admin/*', limitRequests(deps.requestLimits ?? null))
  api.use('/webhooks/revai', authenticateWebhook(deps.revAiWebhookSecret, guard))
  api.use('/admin/*', audit(deps))
  api.use(limitBody())
  registerUploadRoutes(api, deps)
  registerAudiobookRoutes(api, deps)
  registerTranscriptRoutes(api, deps)
  registerSearchRoutes(api, deps)
  registerJobRoutes(api, deps)
  registerDeadLetterRoutes(api, deps)
  registerQueueRoutes(api, deps)
  registerEventRoutes(api, deps)
  registerUsageRoutes(api, deps)
  registerListAuditLog(api, deps)
  registerBackupRoutes(api, deps)
  registerOwnerRoutes(api, deps)
  registerWebhookRoutes(api, deps)
  registerOutgoingWebhookRoutes(api, deps)
  registerSystemRoutes(api, deps, metrics, { hide: true })
  registerDocs(api, app, mountPath)
  app.route(API_BASE_PATH, api)
  describePayloads(app)
  // At the root, where orchestrators look; the same answers stand below the base path for clients that know only that.
  registerSystemRoutes(app, deps, metrics, { hide: false })
  registerDocs(app, app, mountPath)
  return app
}

const TIMED_OUT_RETRY_SECONDS = '10'

const answerNotFound = (c: Context<HttpEnv>): ProblemResponse =>
  describeProblem(c, { kind: 'not_found', code: 'route_not_found', message: 'There is nothing here.' })

/** Problems of the framework become ours; anything else is a bug, told to the log and not to the client. */
function answerError(error: Error, c: Context<HttpEnv>, deps: HttpDeps): ProblemResponse {
  if (error instanceof RequestTimedOut) {
    return describeProblem(c, {
      kind: 'unavailable',
      code: 'request_timed_out',
      message: 'The answer took too long. What was asked for may have been done.',
      headers: { 'Retry-After': TIMED_OUT_RETRY_SECONDS },
    })
  }
  if (error instanceof HTTPException && error.status === 400) {
    return describeProblem(c, {
      kind: 'invalid',
      code: 'malformed_body',
      message: 'The body is not well-formed.',
    })
  }
  if (error instanceof HTTPException && error.status === 415) {
    return describeProblem(c, {
      kind: 'unsupported_media',
      code: 'unsupported_content_type',
      message: 'The Content-Type is not one that this takes.',
    })
  }
  deps.logger.error('request failed', { requestId: c.get('requestId'), method: c.req.method, error })
  return describeProblem(c, {
    kind: 'internal',
    code: 'internal_error',
    message: 'Something went wrong here. The request id helps to find out what.',
  })
}
