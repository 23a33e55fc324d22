import { ResultAsync } from 'neverthrow'
import type { Audiobook } from '../../domain/audiobook/audiobook.ts'
import type { Job } from '../../domain/job/job.ts'
import type { BookForecast } from '../../domain/progress/forecast.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { UsageRepository, UsageTotals } from '../../ports/usage.ts'
import { findAudiobook } from '../audiobooks/find-audiobook.ts'
import type { Caller } from '../caller.ts'
import { createForecastBook } from '../progress/forecast-book.ts'
import type { ForecastDeps } from '../progress/forecast-lanes.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

export interface AudiobookJobs {
  readonly audiobook: Audiobook
  /** In order of creation, which is that of the plan. */
  readonly jobs: readonly Job[]
  /** What providers billed, by job id; jobs that used nothing are absent. */
  readonly usage: ReadonlyMap<string, UsageTotals>
  readonly forecast: BookForecast
}

/** The jobs of one book, and what each has cost. */
export function createListAudiobookJobs(
  deps: ForecastDeps & {
    readonly audiobooks: AudiobookRepository
    readonly jobs: JobRepository
    readonly usage: UsageRepository
    readonly clock: Clock
  },
) {
  const forecastBook = createForecastBook(deps)
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
  }): ResultAsync<AudiobookJobs, UseCaseError> =>
    findAudiobook(deps.audiobooks, input.caller, input.audiobookId).andThen((detail) =>
      ResultAsync.combine([
        deps.jobs.listByAudiobook(input.audiobookId),
        deps.usage.totalsByJob(input.audiobookId),
      ])
        .andThen(([jobs, usage]) =>
          forecastBook(detail, jobs).map((forecast) => ({
            audiobook: detail.audiobook,
            jobs,
            usage,
            forecast,
          })),
        )
        .mapErr(unavailable),
    )
}
