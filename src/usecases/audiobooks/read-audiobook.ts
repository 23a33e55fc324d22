import { ResultAsync } from 'neverthrow'
import type { AiOutput } from '../../domain/audiobook/ai-output.ts'
import type { AudiobookDetail } from '../../domain/audiobook/audiobook.ts'
import type { CoverageByChapter } from '../../domain/audiobook/book-coverage.ts'
import type { BookForecast } from '../../domain/progress/forecast.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { OutputRepository } from '../../ports/repositories/outputs.ts'
import {
  addUsage,
  NO_USAGE,
  type ProviderTotals,
  type UsageRepository,
  type UsageTotals,
} from '../../ports/usage.ts'
import type { Caller } from '../caller.ts'
import { createForecastBook } from '../progress/forecast-book.ts'
import type { ForecastDeps } from '../progress/forecast-lanes.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'

export type SummaryOutput = Extract<AiOutput, { kind: 'summary' }>
export type TagsOutput = Extract<AiOutput, { kind: 'tags' }>

export interface AudiobookReading extends AudiobookDetail {
  /** Of the chapters that have a transcript. */
  readonly coverage: CoverageByChapter
  /** The one over the whole book, or the early one over its first chapter; null while there is none. */
  readonly summary: SummaryOutput | null
  readonly tags: TagsOutput | null
  /** What providers billed for it, with jobs that failed. */
  readonly usage: UsageTotals
  /** The same by provider, model and operation. */
  readonly usageByProvider: readonly ProviderTotals[]
  readonly forecast: BookForecast
}

interface Deps extends ForecastDeps {
  readonly clock: Clock
  readonly jobs: JobRepository
  readonly audiobooks: AudiobookRepository
  readonly outputs: OutputRepository
  readonly usage: UsageRepository
}

/** An audiobook with its chapters and what was written about it so far. */
export function createReadAudiobook(deps: Deps) {
  const forecastBook = createForecastBook(deps)
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
  }): ResultAsync<AudiobookReading, UseCaseError> =>
    findAudiobook(deps.audiobooks, input.caller, input.audiobookId).andThen((detail) =>
      ResultAsync.combine([
        readCoverage(deps.outputs, input.audiobookId),
        deps.outputs.findAiOutputs(input.audiobookId),
        deps.usage.totalsByProvider(input.audiobookId),
        deps.jobs.listByAudiobook(input.audiobookId).andThen((jobs) => forecastBook(detail, jobs)),
      ])
        .mapErr(unavailable)
        .map(([coverage, outputs, usageByProvider, forecast]) => ({
          ...detail,
          coverage,
          summary: widest(outputs.filter((output) => output.kind === 'summary')),
          tags: widest(outputs.filter((output) => output.kind === 'tags')),
          usage: usageByProvider.reduce<UsageTotals>(addUsage, NO_USAGE),
          usageByProvider,
          forecast,
        })),
    )
}

/** What a book that failed has of transcripts is read like any other. */
export const readCoverage = (
  outputs: Pick<OutputRepository, 'findCoverage'>,
  audiobookId: string,
): PortResult<CoverageByChapter> =>
  outputs
    .findCoverage(audiobookId)
    .map((found) => new Map(found.map(({ chapterId, coverage }) => [chapterId, coverage])))

const widest = <T extends AiOutput>(outputs: readonly T[]): T | null =>
  outputs.find((output) => output.chapterId === null) ?? outputs[0] ?? null
