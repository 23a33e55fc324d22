import { ResultAsync } from 'neverthrow'
import type { AiOutput } from '../../domain/audiobook/ai-output.ts'
import type { AudiobookDetail } from '../../domain/audiobook/audiobook.ts'
import { transcribedChapters } from '../../domain/audiobook/transcribed-chapters.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../../ports/repositories/jobs.ts'
import type { OutputRepository } from '../../ports/repositories/outputs.ts'
import { addUsage, NO_USAGE, type UsageRepository, type UsageTotals } from '../../ports/usage.ts'
import type { Caller } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'

export type SummaryOutput = Extract<AiOutput, { kind: 'summary' }>
export type TagsOutput = Extract<AiOutput, { kind: 'tags' }>

export interface AudiobookReading extends AudiobookDetail {
  readonly transcribedChapterIds: ReadonlySet<string>
  /** The one over the whole book, or the early one over its first chapter; null while there is none. */
  readonly summary: SummaryOutput | null
  readonly tags: TagsOutput | null
  /** What providers billed for it, with jobs that failed. */
  readonly usage: UsageTotals
}

interface Deps {
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
  readonly outputs: OutputRepository
  readonly usage: UsageRepository
}

/** An audiobook with its chapters and what was written about it so far. */
export function createReadAudiobook(deps: Deps) {
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
  }): ResultAsync<AudiobookReading, UseCaseError> =>
    findAudiobook(deps.audiobooks, input.caller, input.audiobookId).andThen((detail) =>
      ResultAsync.combine([
        deps.jobs.listByAudiobook(input.audiobookId),
        deps.outputs.findAiOutputs(input.audiobookId),
        deps.usage.totalsByJob(input.audiobookId),
      ])
        .mapErr(unavailable)
        .map(([jobs, outputs, usage]) => ({
          ...detail,
          transcribedChapterIds: transcribedChapters(detail.chapters, jobs),
          summary: widest(outputs.filter((output) => output.kind === 'summary')),
          tags: widest(outputs.filter((output) => output.kind === 'tags')),
          usage: [...usage.values()].reduce(addUsage, NO_USAGE),
        })),
    )
}

const widest = <T extends AiOutput>(outputs: readonly T[]): T | null =>
  outputs.find((output) => output.chapterId === null) ?? outputs[0] ?? null
