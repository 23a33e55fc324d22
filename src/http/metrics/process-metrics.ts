import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { VERSION } from '../../build-info.ts'

export interface ProcessMetrics {
  /** Looks at the event loop from now on. Answers how to stop. */
  watchEventLoop(): () => void
}

const LOOK_INTERVAL_MS = 250
const LAG_BUCKETS_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5]
const MICROSECONDS_PER_SECOND = 1_000_000

export function processMetrics(registry: Registry): ProcessMetrics {
  const lag = new Histogram({
    name: 'chapterwise_event_loop_lag_seconds',
    help: `How late timers are, looked at every ${LOOK_INTERVAL_MS} ms.`,
    buckets: LAG_BUCKETS_SECONDS,
    registers: [registry],
  })
  registerProcess(registry)
  return {
    watchEventLoop() {
      let dueAtMs = performance.now() + LOOK_INTERVAL_MS
      const timer = setInterval(() => {
        const nowMs = performance.now()
        lag.observe(Math.max(0, nowMs - dueAtMs) / 1000)
        dueAtMs = nowMs + LOOK_INTERVAL_MS
      }, LOOK_INTERVAL_MS)
      timer.unref()
      return () => clearInterval(timer)
    },
  }
}

/** Under the names that dashboards for any process know. */
function registerProcess(registry: Registry): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  gauge('process_start_time_seconds', 'When the process started, seconds since 1970.', () =>
    Math.round(performance.timeOrigin / 1000),
  )
  gauge('process_uptime_seconds', 'Seconds since the process started.', () => process.uptime())
  gauge('process_resident_memory_bytes', 'Resident memory of the process.', () => process.memoryUsage().rss)
  gauge('process_heap_bytes', 'Heap of the JavaScript engine in use.', () => process.memoryUsage().heapUsed)
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of user and system.',
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage()
      this.reset()
      this.inc((user + system) / MICROSECONDS_PER_SECOND)
    },
  })
  new Gauge({
    name: 'chapterwise_build_info',
    help: 'Always 1; the version is a label.',
    labelNames: ['version', 'runtime'],
    registers: [registry],
  }).set({ version: VERSION, runtime: 'bun' in process.versions ? 'bun' : 'node' }, 1)
}
