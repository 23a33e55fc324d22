import { err, ok, type Result, type ResultAsync } from 'neverthrow'
import type { Audiobook, AudiobookDetail, Chapter } from '../../domain/audiobook/audiobook.ts'
import { joinTranscripts } from '../../domain/transcript/join.ts'
import type { Transcript } from '../../domain/transcript/transcript.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { ChapterTranscript, OutputRepository } from '../../ports/repositories/outputs.ts'
import type { Caller } from '../caller.ts'
import { notFound, type UseCaseError, unavailable } from '../use-case-error.ts'
import { findAudiobook } from './find-audiobook.ts'

export interface TranscriptReading {
  readonly audiobook: Audiobook
  /** The chapter asked for; null when it is the whole book. */
  readonly chapter: Chapter | null
  /** Seconds from the start of the chapter, or of the book when no chapter was asked for. */
  readonly transcript: Transcript
  /** Numbers of the chapters that have no transcript yet; always empty for one chapter. */
  readonly missingChapters: readonly number[]
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
  deps.outputs
    .findTranscripts(detail.audiobook.id)
    .mapErr(unavailable)
    .andThen((transcripts) => joinBook(detail, transcripts))

function joinBook(
  { audiobook, chapters }: AudiobookDetail,
  transcripts: readonly ChapterTranscript[],
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
    deps.outputs
      .findTranscript(chapter.id)
      .mapErr(unavailable)
      .andThen((transcript) =>
        transcript === null
          ? err(notFound('transcript'))
          : ok({ audiobook, chapter, transcript, missingChapters: [] }),
      ),
  )
}
