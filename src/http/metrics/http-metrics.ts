import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export interface HandledRequest {
  readonly method: string
  /** The pattern, e.g. `/api/v1/admin/audiobooks/:audiobook_id`. */
  readonly route: string
  readonly status: number
  readonly durationMs: number
}

export interface HttpMetrics {
  /** A request has come; `record` says that it is answered. */
  begin(): void
  record(request: HandledRequest): void
}

const DURATION_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120]

/** Anything else a client makes up would grow the registry without bound. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])

export function httpMetrics(registry: Registry): HttpMetrics {
  const registers = [registry]
  const durations = new Histogram({
    name: 'chapterwise_http_request_duration_seconds',
    help: 'Time to the end of the handler; a streamed body may still be on its way.',
    labelNames: ['method', 'route', 'status_class'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  })
  const requests = new Counter({
    name: 'chapterwise_http_requests_total',
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const inFlight = new Gauge({
    name: 'chapterwise_http_requests_in_flight',
    help: 'Requests that are being handled.',
    registers,
  })
  return {
    begin: () => inFlight.inc(),
    record: ({ method, route, status, durationMs }) => {
      const labels = { method: METHODS.has(method) ? method : 'other', route }
      inFlight.dec()
      requests.inc({ ...labels, status })
      durations.observe({ ...labels, status_class: `${Math.floor(status / 100)}xx` }, durationMs / 1000)
    },
  }
}
