import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Queue } from '../ports/queue.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'

export interface HandledRequest {
  readonly method: string
  /** The pattern, e.g. `/api/v1/admin/audiobooks/:audiobook_id`. */
  readonly route: string
  readonly status: number
  readonly durationMs: number
}

export interface HttpMetrics {
  record(request: HandledRequest): void
  /** Prometheus text exposition, with the jobs and queues as they are now. */
  render(sources: { readonly jobs: JobRepository; readonly queue: Queue }): Promise<string>
  readonly contentType: string
}

const DURATION_BUCKETS_SECONDS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120]

/** Anything else a client makes up would grow the registry without bound. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])

/** A registry of its own: two applications in one process do not meet. */
export function createHttpMetrics(): HttpMetrics {
  const registry = new Registry()
  const durations = new Histogram({
    name: 'chapterwise_http_request_duration_seconds',
    help: 'Time to the end of the handler; a streamed body may still be on its way.',
    labelNames: ['method', 'route', 'status_class'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [registry],
  })
  const requests = new Counter({
    name: 'chapterwise_http_requests_total',
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  registerProcessGauges(registry)
  const gauges = jobGauges(registry)

  return {
    contentType: registry.contentType,
    record: ({ method, route, status, durationMs }) => {
      const labels = { method: METHODS.has(method) ? method : 'other', route }
      requests.inc({ ...labels, status })
      durations.observe({ ...labels, status_class: `${Math.floor(status / 100)}xx` }, durationMs / 1000)
    },
    render: async ({ jobs, queue }) => {
      await Promise.all([gauges.readJobs(jobs), gauges.readQueue(queue)])
      return registry.metrics()
    },
  }
}

function registerProcessGauges(registry: Registry): void {
  const registers = [registry]
  new Gauge({
    name: 'process_uptime_seconds',
    help: 'Seconds since the process started.',
    registers,
    collect() {
      this.set(process.uptime())
    },
  })
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process.',
    registers,
    collect() {
      this.set(process.memoryUsage().rss)
    },
  })
}

/** What can't be read is left out of this scrape rather than shown as it was before. */
function jobGauges(registry: Registry) {
  const jobCounts = new Gauge({
    name: 'chapterwise_jobs',
    help: 'Jobs in the database.',
    labelNames: ['type', 'status'],
    registers: [registry],
  })
  const queueCounts = new Gauge({
    name: 'chapterwise_queue_jobs',
    help: 'Job ids in the queue.',
    labelNames: ['type', 'state'],
    registers: [registry],
  })
  return {
    readJobs: async (jobs: JobRepository): Promise<void> => {
      const counts = await jobs.countByStatus()
      jobCounts.reset()
      for (const { type, status, count } of counts.unwrapOr([])) jobCounts.set({ type, status }, count)
    },
    readQueue: async (queue: Queue): Promise<void> => {
      const counts = await queue.counts()
      queueCounts.reset()
      if (counts.isErr()) return
      for (const [type, { ready, delayed, leased }] of Object.entries(counts.value)) {
        queueCounts.set({ type, state: 'ready' }, ready)
        queueCounts.set({ type, state: 'delayed' }, delayed)
        queueCounts.set({ type, state: 'leased' }, leased)
      }
    },
  }
}
