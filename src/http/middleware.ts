import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler, Next } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { requestId } from 'hono/request-id'
import { routePath } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import { type LogFields, logWithin } from '../ports/logger.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'
import { describeProblem } from './errors.ts'
import type { Metrics } from './metrics/metrics.ts'

const MAX_JSON_BODY_BYTES = 1024 * 1024
const MAX_REQUEST_ID_LENGTH = 128
const PREFLIGHT_MAX_AGE_SECONDS = 600
/** Streams its body and counts for itself. */
const STREAMED_BODY_PATH = /\/admin\/uploads\/[^/]+\/files\/?$/

/** Asked for every few seconds, by programs; no news in the log. */
const POLLED_ROUTE = /\/(?:healthz|readyz|metrics)$/

const EXPOSED_HEADERS = [
  ...['X-Request-Id', 'Retry-After', 'Location', 'ETag'],
  ...['Content-Disposition', 'Content-Range', 'X-Chapter-Start-Seconds'],
]

/** What happens to every request, outermost first. Authentication is put on `/admin` by the app. */
export function registerMiddleware(app: OpenAPIHono<HttpEnv>, deps: HttpDeps, metrics: Metrics): void {
  app.use(requestId({ limitLength: MAX_REQUEST_ID_LENGTH, generator: () => deps.ids.next() }))
  app.use(tellRequestId)
  app.use(observe(deps, metrics))
  app.use(
    secureHeaders({
      // A page that needs more, as /docs does, says so itself.
      overwrite: false,
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      xFrameOptions: 'DENY',
      // Subdomains are not this server's to decide on.
      strictTransportSecurity: 'max-age=15552000',
    }),
  )
  if (deps.corsOrigins.length > 0) app.use(crossOrigin(deps.corsOrigins))
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        describeProblem(c, {
          kind: 'method_not_allowed',
          code: 'method_not_allowed',
          message: `This resource answers ${methods.join(', ')}.`,
          headers: { Allow: methods.join(', ') },
        }),
    }),
  )
}

/** Again, after the route: one that makes its own `Response` loses the headers that were set before. */
const tellRequestId: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next()
  c.res.headers.set('X-Request-Id', c.get('requestId'))
}

const crossOrigin = (origins: readonly string[]): MiddlewareHandler =>
  cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'X-Request-Id',
      'Range',
      'If-None-Match',
    ],
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
  })

/** Bounds every body but those that are streamed to storage. Runs after authentication: strangers get no buffer. */
export function limitBody(): MiddlewareHandler<HttpEnv> {
  const limit = bodyLimit({
    maxSize: MAX_JSON_BODY_BYTES,
    onError: (c) =>
      describeProblem(c, {
        kind: 'too_large',
        code: 'body_too_large',
        message: `The body is larger than ${MAX_JSON_BODY_BYTES} bytes.`,
      }),
  })
  return (c, next) => (STREAMED_BODY_PATH.test(c.req.path) ? next() : limit(c, next))
}

/** Logs and counts. The pattern of the path is kept, not the path: no ids in metrics, no query text in logs. */
function observe(deps: HttpDeps, metrics: Metrics): MiddlewareHandler<HttpEnv> {
  return (c, next) =>
    logWithin(deps.logger, { requestId: c.get('requestId'), ...idsOf(c.req.path) }, () => handle(c, next))

  async function handle(c: Context<HttpEnv>, next: Next): Promise<void> {
    const startedAt = performance.now()
    metrics.http.begin()
    await next()
    const durationMs = performance.now() - startedAt
    const request = {
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      durationMs: Math.round(durationMs * 10) / 10,
    }
    metrics.http.record(request)
    const level = request.status >= 500 ? 'warn' : POLLED_ROUTE.test(request.route) ? 'debug' : 'info'
    deps.logger[level]('request', { ...request, requestId: c.get('requestId'), ...whyUnavailable(c) })
  }
}

const ID_IN_PATH = /\/(audiobook|upload|job)s\/([0-9a-f]{8}-[0-9a-f-]{27})(?:\/|$)/i

/** What the request is about, for all its lines: `audiobookId`, `uploadId` or `jobId`. */
function idsOf(path: string): LogFields {
  const [, thing, id] = ID_IN_PATH.exec(path) ?? []
  return thing === undefined ? {} : { [`${thing}Id`]: id?.toLowerCase() }
}

function whyUnavailable(c: Context<HttpEnv>): LogFields {
  const outage = c.get('outage')
  return outage === undefined ? {} : { code: outage.code, detail: outage.message, cause: outage.cause }
}
