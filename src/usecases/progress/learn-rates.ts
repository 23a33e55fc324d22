import { okAsync } from 'neverthrow'
import type { PortResult } from '../../ports/port-error.ts'
import type { JobReporter } from '../../ports/reporter.ts'
import type { WorkRateRepository } from '../../ports/repositories/work-rates.ts'

/** A sample of what completes between two lessons: more would teach nothing new, and cost. */
const MOST_SAMPLES = 500

export interface RateLearner {
  /** The reporter, watched: which jobs complete is noted, and nothing else is done on their way. */
  watch(reporter: JobReporter): JobReporter
  /** Learns from what was noted since the last time; one statement, whatever the number. */
  run(): PortResult<void>
}

/** Learns how long jobs take from those that complete through this process. A crash loses what was not learnt yet. */
export function createRateLearner(deps: {
  readonly workRates: WorkRateRepository
  readonly embedder: { readonly model: string }
}): RateLearner {
  let noted = new Set<string>()
  return {
    watch: (reporter) => ({
      ...reporter,
      complete: (claim) =>
        reporter.complete(claim).map((answer) => {
          if (answer === 'accepted' && noted.size < MOST_SAMPLES) noted.add(claim.jobId)
          return answer
        }),
    }),
    run() {
      if (noted.size === 0) return okAsync(undefined)
      const jobIds = [...noted]
      noted = new Set()
      return deps.workRates.learn(jobIds, deps.embedder.model)
    },
  }
}
