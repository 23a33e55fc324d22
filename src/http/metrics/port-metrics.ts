import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** What is asked over the wire: the database and the queue. */
export type WatchedPort = 'database' | 'queue'

export interface PortMetrics {
  /** An operation begins; tell the answer whether it failed. */
  begin(port: WatchedPort, operation: string): (ok: boolean) => void
  /** Most connections of the pool of this process. */
  poolSize(connections: number): void
}

const DURATION_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30]

export function portMetrics(registry: Registry): PortMetrics {
  const registers = [registry]
  const labelNames = ['port', 'operation'] as const
  const inFlight = new Gauge({
    name: 'chapterwise_port_operations_in_flight',
    help: 'Operations on database and queue under way; more on the database than its pool has connections wait.',
    labelNames: ['port'],
    registers,
  })
  const durations = new Histogram({
    name: 'chapterwise_port_operation_duration_seconds',
    help: 'Operations on the database (by repository) and on the queue (by operation), with the wait for a connection.',
    labelNames,
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  })
  const errors = new Counter({
    name: 'chapterwise_port_errors_total',
    help: 'Operations on database and queue that failed.',
    labelNames,
    registers,
  })
  const connections = new Gauge({
    name: 'chapterwise_database_pool_connections_max',
    help: 'Most connections to the database that this process opens.',
    registers,
  })
  return {
    begin(port, operation) {
      const startedAtMs = performance.now()
      inFlight.inc({ port })
      return (ok) => {
        inFlight.dec({ port })
        durations.observe({ port, operation }, (performance.now() - startedAtMs) / 1000)
        if (!ok) errors.inc({ port, operation })
      }
    },
    poolSize: (count) => connections.set(count),
  }
}
