import type { JobMetrics } from '../../http/metrics/job-metrics.ts'
import type { JobReporter } from '../../ports/reporter.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { RunJobInput, RunJobOutcome } from '../../usecases/run-job.ts'

type RunJob = (input: RunJobInput) => Promise<RunJobOutcome>

/** Counts what this process runs. */
export const observeRuns =
  (run: RunJob, jobs: JobMetrics): RunJob =>
  async (input) => {
    const end = jobs.begin(input.lease.type)
    const outcome = await run(input)
    end(outcome)
    return outcome
  }

/** Counts the failures that a worker reports; the type of a job is known from its start. */
export function observeFailures(reporter: JobReporter, jobs: JobMetrics): JobReporter {
  const typeOf = new Map<string, Parameters<JobMetrics['failed']>[0]>()
  const forget = ({ jobId }: { readonly jobId: string }) => typeOf.delete(jobId)
  return {
    start: (jobId, workerId) =>
      reporter.start(jobId, workerId).andTee((job) => {
        if (job !== null) typeOf.set(jobId, job.type)
      }),
    heartbeat: (claims) => reporter.heartbeat(claims),
    progress: (claim, fraction) => reporter.progress(claim, fraction),
    checkpoint: (claim, checkpoint) => reporter.checkpoint(claim, checkpoint),
    complete: (claim) => reporter.complete(claim).andTee(() => forget(claim)),
    fail: (claim, failure) =>
      reporter.fail(claim, failure).andTee(({ answer, runAgainAfterMs }) => {
        const type = typeOf.get(claim.jobId)
        forget(claim)
        if (type === undefined || answer === 'stale') return
        const next = failure.kind === 'throttled' ? 'wait' : 'retry'
        jobs.failed(type, failure.code, runAgainAfterMs === null ? 'dead_letter' : next)
      }),
    park: (claim, resumeAfterMs) => reporter.park(claim, resumeAfterMs).andTee(() => forget(claim)),
    release: (claim) => reporter.release(claim).andTee(() => forget(claim)),
  }
}

/** Counts the workers that were lost, for whoever sweeps. */
export function observeCrashes<Jobs extends JobRepository>(jobs: Jobs, metrics: JobMetrics): Jobs {
  const sweepExpiredLeases = (limit: number) =>
    jobs.sweepExpiredLeases(limit).andTee(({ returned, poisoned }) => {
      for (const { type } of [...returned, ...poisoned]) metrics.crashed(type)
      for (const { type } of poisoned) metrics.failed(type, 'poison', 'dead_letter')
    })
  return new Proxy(jobs, {
    get(target, name) {
      if (name === 'sweepExpiredLeases') return sweepExpiredLeases
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
