import type { z } from '@hono/zod-openapi'
import type { Evidence } from '../../../domain/audiobook/ai-output.ts'
import type { Audiobook, Chapter } from '../../../domain/audiobook/audiobook.ts'
import {
  bookCoverage,
  bookWarnings,
  type CoverageByChapter,
  chapterWarnings,
  missingChapters,
} from '../../../domain/audiobook/book-coverage.ts'
import { roundSeconds } from '../../../domain/transcript/timed-words.ts'
import type {
  AudiobookReading,
  SummaryOutput,
  TagsOutput,
} from '../../../usecases/audiobooks/read-audiobook.ts'
import type { AudiobookDetailSchema, AudiobookSchema, ChapterSchema } from '../../schemas/audiobook.ts'
import { presentCoverage, presentWarning } from '../../schemas/coverage.ts'
import { presentForecast } from '../../schemas/forecast.ts'
import { presentTranscriptionOptions } from '../../schemas/transcription-options.ts'
import { presentProviderUsage, presentUsage } from '../../schemas/usage.ts'

type PresentedDetail = z.infer<typeof AudiobookDetailSchema>

export const presentAudiobook = (book: Audiobook, apiPath: string): z.infer<typeof AudiobookSchema> => ({
  id: book.id,
  upload_id: book.uploadId,
  title: book.title,
  author: book.author,
  narrator: book.narrator,
  description: book.description,
  language: book.language,
  is_public: book.isPublic,
  cover_image_url: book.coverImageUrl,
  cover_url: book.cover === null ? null : `${apiPath}/admin/audiobooks/${book.id}/cover`,
  priority: book.priority,
  status: book.status,
  status_reason: book.statusReason,
  duration_seconds: roundSeconds(book.durationSeconds),
  created_at: book.createdAt.toISOString(),
  updated_at: book.updatedAt.toISOString(),
  completed_at: book.completedAt?.toISOString() ?? null,
})

export const presentChapter = (
  chapter: Chapter,
  coverage: CoverageByChapter,
): z.infer<typeof ChapterSchema> => ({
  id: chapter.id,
  number: chapter.number,
  title: chapter.title,
  start_seconds: roundSeconds(chapter.bookStartSeconds),
  duration_seconds: roundSeconds(chapter.durationSeconds),
  has_transcript: coverage.has(chapter.id),
  coverage: presentCoverage(coverage.get(chapter.id) ?? null),
  warnings: chapterWarnings(chapter, coverage).map(presentWarning),
})

export const presentReading = (reading: AudiobookReading, apiPath: string, now: Date): PresentedDetail => ({
  ...presentAudiobook(reading.audiobook, apiPath),
  transcription: presentTranscriptionOptions(reading.audiobook.transcription),
  chapters: reading.chapters.map((chapter) => presentChapter(chapter, reading.coverage)),
  partial: missingChapters(reading.chapters, reading.coverage).length > 0,
  coverage: presentCoverage(bookCoverage(reading.coverage)),
  warnings: bookWarnings(reading.chapters, reading.coverage).map(presentWarning),
  summary: reading.summary?.summary.text ?? null,
  summary_details: reading.summary === null ? null : presentSummary(reading.summary),
  tags: reading.tags?.tags.map(({ name }) => name) ?? [],
  tag_details: reading.tags === null ? [] : presentTags(reading.tags),
  usage: presentUsage(reading.usage),
  usage_by_provider: reading.usageByProvider.map(presentProviderUsage),
  ...presentForecast(reading.forecast, now),
  eta_confidence: reading.forecast.confidence,
})

const presentSummary = ({
  summary,
  model,
  chapterId,
}: SummaryOutput): NonNullable<PresentedDetail['summary_details']> => ({
  short_description: summary.shortDescription,
  chapter_summaries: summary.chapterSummaries.map(({ chapterNumber, text }) => ({
    chapter_number: chapterNumber,
    text,
  })),
  blocked_chapters: [...(summary.blockedChapters ?? [])],
  evidence: summary.evidence.map(presentEvidence),
  covers: chapterId === null ? 'book' : 'first_chapter',
  model,
})

const presentTags = ({ tags }: TagsOutput): PresentedDetail['tag_details'] =>
  tags.map(({ name, kind, score, evidence }) => ({
    name,
    kind,
    score,
    evidence: evidence.map(presentEvidence),
  }))

const presentEvidence = ({ quote, chapterNumber, startSeconds }: Evidence) => ({
  quote,
  chapter_number: chapterNumber,
  start_seconds: startSeconds,
})
