import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { JOB_TYPES, type JobType } from '../../domain/job/job.ts'
import { boundedLabel } from './bounded-label.ts'

/** What follows a failed attempt: another one after the backoff, one when the provider allows it, or none. */
export type AfterFailure = 'retry' | 'wait' | 'dead_letter'

export interface JobMetrics {
  /** A run begins; call the answer with how it ended. */
  begin(type: JobType): (outcome: string) => void
  failed(type: JobType, code: string, next: AfterFailure): void
  /** Leases that ended with their worker gone. */
  crashed(type: JobType): void
}

const DURATION_BUCKETS_SECONDS = [0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 900, 3_600, 14_400]
const MAX_CODES = 100

export function jobMetrics(registry: Registry): JobMetrics {
  const registers = [registry]
  const running = new Gauge({
    name: 'chapterwise_jobs_in_flight',
    help: 'Jobs that this process runs.',
    labelNames: ['type'],
    registers,
  })
  const durations = new Histogram({
    name: 'chapterwise_job_run_duration_seconds',
    help: 'Runs of jobs in this process, from lease to report, by how they ended.',
    labelNames: ['type', 'outcome'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  })
  const failures = new Counter({
    name: 'chapterwise_job_failures_total',
    help: 'Failed attempts of this process by error code and what follows: retry, wait or dead_letter.',
    labelNames: ['type', 'code', 'next'],
    registers,
  })
  const crashes = new Counter({
    name: 'chapterwise_job_crashes_total',
    help: 'Jobs whose lease ended with their worker gone, as this process swept them.',
    labelNames: ['type'],
    registers,
  })
  // What was never there grows from nothing: without a first 0 the first crash would be no increase.
  for (const type of JOB_TYPES) crashes.inc({ type }, 0)
  const codeOf = boundedLabel(MAX_CODES)
  return {
    begin(type) {
      const startedAtMs = performance.now()
      running.inc({ type })
      return (outcome) => {
        running.dec({ type })
        durations.observe({ type, outcome }, (performance.now() - startedAtMs) / 1000)
      }
    },
    failed: (type, code, next) => failures.inc({ type, code: codeOf(code), next }),
    crashed: (type) => crashes.inc({ type }),
  }
}
