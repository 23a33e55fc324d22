import { Gauge, type Registry } from 'prom-client'
import { JOB_TYPES } from '../../domain/job/job.ts'
import type { Queue } from '../../ports/queue.ts'
import { BACKLOG_STATES, type JobBacklog, type JobRepository } from '../../ports/repositories/jobs.ts'
import type { ReadinessCheck } from '../deps.ts'
import { boundedLabel } from './bounded-label.ts'

/** Where to read what all processes share; absent: another process tells it. */
export interface StateSources {
  readonly readiness?: () => Promise<readonly ReadinessCheck[]>
  readonly jobs?: Pick<JobRepository, 'measureBacklog'>
  readonly queue?: Pick<Queue, 'counts'>
}

/** Several scrapers read it once. */
const CACHE_MS = 5_000
/** A scrape waits so long; Prometheus itself gives up after 10 s. */
const READ_TIMEOUT_MS = 4_000
const MAX_CODES = 100

/** What can't be read is left out of this scrape rather than shown as it was before. */
export function stateMetrics(registry: Registry): { read(sources: StateSources): Promise<void> } {
  const readers = [dependencyGauge(registry), backlogGauges(registry), queueGauges(registry)]
  let readAtMs = Number.NEGATIVE_INFINITY
  let latest: Promise<unknown> = Promise.resolve()
  return {
    async read(sources) {
      const nowMs = performance.now()
      if (nowMs - readAtMs > CACHE_MS) {
        readAtMs = nowMs
        latest = Promise.all(readers.map((read) => read(sources)))
      }
      await latest
    },
  }
}

type Reader = (sources: StateSources) => Promise<void>

/** Null when there is no answer in time. */
async function inTime<T>(asked: PromiseLike<T> | undefined): Promise<T | null> {
  if (asked === undefined) return null
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), READ_TIMEOUT_MS)
  const answer = await Promise.race([asked, late.promise])
  clearTimeout(timer)
  return answer
}

function dependencyGauge(registry: Registry): Reader {
  const up = new Gauge({
    name: 'chapterwise_dependency_up',
    help: '1 when what this process needs works, as /readyz finds it; else 0.',
    labelNames: ['dependency'],
    registers: [registry],
  })
  return async ({ readiness }) => {
    const checks = await inTime(readiness?.())
    up.reset()
    for (const { name, ok } of checks ?? []) up.set({ dependency: name }, ok ? 1 : 0)
  }
}

function backlogGauges(registry: Registry): Reader {
  const registers = [registry]
  const counts = new Gauge({
    name: 'chapterwise_jobs',
    help: 'Jobs in the database that may run, run, or are dead letters; counting ends at 20,000 of a kind.',
    labelNames: ['type', 'state'],
    registers,
  })
  const ages = new Gauge({
    name: 'chapterwise_job_oldest_age_seconds',
    help: 'For how long the oldest job has been in that state; 0 without one.',
    labelNames: ['type', 'state'],
    registers,
  })
  const deadLetters = new Gauge({
    name: 'chapterwise_dead_letters',
    help: 'Dead letters in the database by error code.',
    labelNames: ['type', 'code'],
    registers,
  })
  const codeOf = boundedLabel(MAX_CODES)
  const show = (backlog: readonly JobBacklog[]) => {
    for (const type of JOB_TYPES) {
      for (const state of BACKLOG_STATES) {
        const found = backlog.filter((row) => row.type === type && row.state === state)
        counts.set(
          { type, state },
          found.reduce((sum, { count }) => sum + count, 0),
        )
        ages.set({ type, state }, Math.max(0, ...found.map(({ oldestSeconds }) => oldestSeconds)))
      }
    }
    for (const { type, state, code, count } of backlog) {
      if (state === 'failed') deadLetters.inc({ type, code: codeOf(code) }, count)
    }
  }
  return async ({ jobs }) => {
    const backlog = await inTime(jobs?.measureBacklog())
    for (const gauge of [counts, ages, deadLetters]) gauge.reset()
    if (backlog?.isOk()) show(backlog.value)
  }
}

function queueGauges(registry: Registry): Reader {
  const registers = [registry]
  const depths = new Gauge({
    name: 'chapterwise_queue_jobs',
    help: 'Job ids in the queue.',
    labelNames: ['type', 'state'],
    registers,
  })
  const paused = new Gauge({
    name: 'chapterwise_queue_paused',
    help: '1 while the queue hands out nothing of the type because someone paused it; else 0.',
    labelNames: ['type'],
    registers,
  })
  return async ({ queue }) => {
    const counted = await inTime(queue?.counts())
    depths.reset()
    paused.reset()
    if (!counted?.isOk()) return
    for (const [type, counts] of Object.entries(counted.value)) {
      depths.set({ type, state: 'ready' }, counts.ready)
      depths.set({ type, state: 'delayed' }, counts.delayed)
      depths.set({ type, state: 'leased' }, counts.leased)
      paused.set({ type }, counts.paused ? 1 : 0)
    }
  }
}
