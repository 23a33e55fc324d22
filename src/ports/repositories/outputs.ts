import type { AiOutput } from '../../domain/audiobook/ai-output.ts'
import type { JsonValue } from '../../domain/job/job.ts'
import type { Passage } from '../../domain/search/passage.ts'
import type { Coverage } from '../../domain/transcript/coverage.ts'
import type { Transcript } from '../../domain/transcript/transcript.ts'
import type { PortResult } from '../port-error.ts'
import type { Claim, ReportAnswer } from '../reporter.ts'

export interface ChapterCoverage {
  readonly chapterId: string
  /** Null: saved by a release that did not measure it. */
  readonly coverage: Coverage | null
}

export interface ChapterTranscript {
  readonly chapterId: string
  readonly transcript: Transcript
}

/** What jobs produce. Every write is an upsert guarded by the claim: a stale one writes nothing. */
export interface OutputRepository {
  /** Transcripts of chapters with the passages that search finds, in one transaction; replaces earlier ones. */
  saveTranscripts(
    claim: Claim,
    transcripts: readonly (ChapterTranscript & {
      readonly passages: readonly Passage[]
      readonly coverage: Coverage
    })[],
  ): PortResult<ReportAnswer>
  saveAiOutput(claim: Claim, output: AiOutput): PortResult<ReportAnswer>
  /** A finished part of a job, by key. */
  savePart(claim: Claim, key: string, output: JsonValue): PortResult<ReportAnswer>

  findParts(jobId: string): PortResult<ReadonlyMap<string, JsonValue>>
  /** By chapter number; only chapters that have one. */
  findTranscripts(audiobookId: string): PortResult<readonly ChapterTranscript[]>
  /** Of the same chapters, in the same order, without their words. */
  findCoverage(audiobookId: string): PortResult<readonly ChapterCoverage[]>
  findTranscript(chapterId: string): PortResult<Transcript | null>
  findAiOutputs(audiobookId: string): PortResult<readonly AiOutput[]>
}
