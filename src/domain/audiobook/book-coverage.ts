import type { Coverage, CoverageCode, CoverageWarning } from '../transcript/coverage.ts'
import type { Chapter } from './audiobook.ts'

/** A stretch of a chapter whose speech may be missing; seconds from the start of the chapter. */
export interface ChapterWarning extends CoverageWarning {
  readonly chapterNumber: number
  /** For people. */
  readonly message: string
}

/** Measured coverage by chapter id; null for a transcript whose coverage was never measured. */
export type CoverageByChapter = ReadonlyMap<string, Coverage | null>

/** The warnings of all transcribed chapters, by number and time. */
export const bookWarnings = (
  chapters: readonly Chapter[],
  coverage: CoverageByChapter,
): readonly ChapterWarning[] => chapters.flatMap((chapter) => chapterWarnings(chapter, coverage))

export const chapterWarnings = (
  chapter: Pick<Chapter, 'id' | 'number'>,
  coverage: CoverageByChapter,
): readonly ChapterWarning[] =>
  (coverage.get(chapter.id)?.warnings ?? []).map((warning) => ({
    ...warning,
    chapterNumber: chapter.number,
    message: describe(chapter.number, warning),
  }))

/** Over the chapters that were measured; null: none was. */
export function bookCoverage(
  coverage: CoverageByChapter,
): Pick<Coverage, 'audioSeconds' | 'transcribedSeconds'> | null {
  const measured = [...coverage.values()].filter((one) => one !== null)
  if (measured.length === 0) return null
  return {
    audioSeconds: measured.reduce((sum, { audioSeconds }) => sum + audioSeconds, 0),
    transcribedSeconds: measured.reduce((sum, { transcribedSeconds }) => sum + transcribedSeconds, 0),
  }
}

/** Chapters without a transcript, by number. */
export const missingChapters = (
  chapters: readonly Chapter[],
  coverage: CoverageByChapter,
): readonly number[] => chapters.filter(({ id }) => !coverage.has(id)).map(({ number }) => number)

const WHAT: Readonly<Record<CoverageCode, string>> = {
  no_speech: 'has no words at all',
  missing_at_start: 'says nothing at its start',
  missing_inside: 'says nothing for a while',
  missing_at_end: 'ends long before its audio',
  low_coverage: 'says nothing for more than half of its audio, in many short stretches',
}

const describe = (chapterNumber: number, { code, startSeconds, endSeconds }: CoverageWarning): string =>
  `The transcript of chapter ${chapterNumber} ${WHAT[code]} ` +
  `(${startSeconds.toFixed(0)} to ${endSeconds.toFixed(0)} s of the chapter): speech may be missing.`
