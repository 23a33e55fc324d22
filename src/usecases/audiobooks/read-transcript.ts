import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { Audiobook, AudiobookDetail, Chapter } from '../../domain/audiobook/audiobook.ts'
import {
  type ChapterWarning,
  type CoverageByChapter,
  chapterWarnings,
} from '../../domain/audiobook/book-coverage.ts'
import { joinTranscripts } from '../../domain/transcript/join.ts'
import { roundSeconds } from '../../domain/transcript/timed-words.ts'
import type { Transcript } from '../../domain/transcript/transcript.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { ChapterTranscript, OutputRepository } from '../../ports/repositories/outputs.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'
import { readCoverage } from './read-audiobook.ts'

export interface TranscriptReading {
  readonly audiobook: Audiobook
  /** The chapter asked for; null when it is the whole book. */
  readonly chapter: Chapter | null
  /** Seconds from the start of the chapter, or of the book when no chapter was asked for. */
  readonly transcript: Transcript
  /** Numbers of the chapters that have no transcript yet; always empty for one chapter. */
  readonly missingChapters: readonly number[]
  /** Seconds as in the transcript. */
  readonly warnings: readonly ChapterWarning[]
}

interface Deps {
  readonly audiobooks: AudiobookRepository
  readonly outputs: OutputRepository
}

/** What was said in one chapter, or in all chapters that are transcribed so far. */
export function createReadTranscript(deps: Deps) {
  return (input: {
    readonly caller: Caller
    readonly audiobookId: string
    readonly chapterNumber: number | null
  }): ResultAsync<TranscriptReading, UseCaseError> =>
    findAudiobook(deps.audiobooks, input.caller, input.audiobookId).andThen((detail) =>
      input.chapterNumber === null ? readBook(deps, detail) : readChapter(deps, detail, input.chapterNumber),
    )
}

const readBook = (deps: Deps, detail: AudiobookDetail): ResultAsync<TranscriptReading, UseCaseError> =>
  ResultAsync.combine([
    deps.outputs.findTranscripts(detail.audiobook.id),
    readCoverage(deps.outputs, detail.audiobook.id),
  ])
    .mapErr(unavailable)
    .andThen(([transcripts, coverage]) => joinBook(detail, transcripts, coverage))

function joinBook(
  { audiobook, chapters }: AudiobookDetail,
  transcripts: readonly ChapterTranscript[],
  coverage: CoverageByChapter,
): Result<TranscriptReading, UseCaseError> {
  if (transcripts.length === 0) return err(notFound('transcript'))
  const byChapter = new Map(transcripts.map(({ chapterId, transcript }) => [chapterId, transcript]))
  const parts = chapters.flatMap((chapter) => {
    const transcript = byChapter.get(chapter.id)
    return transcript === undefined ? [] : [{ transcript, offsetSeconds: chapter.bookStartSeconds }]
  })
  return ok({
    audiobook,
    chapter: null,
    transcript: joinTranscripts(parts),
    missingChapters: chapters.filter(({ id }) => !byChapter.has(id)).map(({ number }) => number),
    warnings: chapters.flatMap((chapter) =>
      chapterWarnings(chapter, coverage).map((warning) => shifted(warning, chapter.bookStartSeconds)),
    ),
  })
}

function readChapter(
  deps: Deps,
  { audiobook, chapters }: AudiobookDetail,
  chapterNumber: number,
): ResultAsync<TranscriptReading, UseCaseError> {
  const found = chapters.find(({ number }) => number === chapterNumber)
  const chapter: Result<Chapter, UseCaseError> = found === undefined ? err(notFound('chapter')) : ok(found)
  return chapter.asyncAndThen((chapter) =>
    ResultAsync.combine([deps.outputs.findTranscript(chapter.id), readCoverage(deps.outputs, audiobook.id)])
      .mapErr(unavailable)
      .andThen(([transcript, coverage]) => {
        if (transcript === null) return err(notFound('transcript'))
        const warnings = chapterWarnings(chapter, coverage)
        return ok({ audiobook, chapter, transcript, missingChapters: [], warnings })
      }),
  )
}

const shifted = (warning: ChapterWarning, offsetSeconds: number): ChapterWarning => ({
  ...warning,
  startSeconds: roundSeconds(warning.startSeconds + offsetSeconds),
  endSeconds: roundSeconds(warning.endSeconds + offsetSeconds),
})
