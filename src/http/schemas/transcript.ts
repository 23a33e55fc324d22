import { z } from '@hono/zod-openapi'
import { roundSeconds } from '../../domain/transcript/timed-words.ts'
import type { Segment, Word } from '../../domain/transcript/transcript.ts'
import type { TranscriptReading } from '../../usecases/audiobooks/read-transcript.ts'
import { definedFields } from '../defined-fields.ts'
import { orNull } from './component.ts'
import { CoverageWarningSchema, presentWarning } from './coverage.ts'
import { UuidSchema } from './identifiers.ts'

export const TRANSCRIPT_FORMATS = ['json', 'vtt', 'srt', 'txt'] as const
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number]

const times = {
  start_seconds: z.number().openapi({ example: 12.34 }),
  end_seconds: z.number().openapi({ example: 12.81 }),
}
const confidence = z
  .number()
  .optional()
  .openapi({ description: '0..1, when the engine gives it.', example: 0.93 })

const WordSchema = z
  .object({ text: z.string().openapi({ example: 'lamp' }), ...times, confidence })
  .openapi('Word')

const SegmentSchema = z
  .object({
    text: z.string().openapi({ example: 'She climbed up and lit the lamp.' }),
    ...times,
    speaker: z.string().optional().openapi({ description: 'When speakers are told apart.', example: '0' }),
    confidence,
    words: z.array(WordSchema),
  })
  .openapi('Segment')

const TranscribedChapterSchema = z
  .object({
    number: z.int().openapi({ example: 1 }),
    title: z.string().openapi({ example: 'The Harbour' }),
    start_seconds: z.number().openapi({ example: 0 }),
  })
  .openapi('TranscribedChapter')

export const TranscriptSchema = z
  .object({
    audiobook_id: UuidSchema,
    title: z.string().openapi({ example: 'The Lamp Keeper' }),
    chapter: orNull(TranscribedChapterSchema).openapi({
      description: 'Null: the whole book. `start_seconds` is where it starts in the book.',
    }),
    language: z.string().openapi({ description: 'BCP 47.', example: 'en' }),
    engine: z.string().openapi({ example: 'pocketsphinx 5prealpha en-us' }),
    duration_seconds: z.number().openapi({ example: 182.4 }),
    missing_chapters: z
      .array(z.int())
      .openapi({ description: 'Of the whole book: chapters that are not transcribed yet.', example: [] }),
    partial: z.boolean().openapi({ description: 'There are missing chapters.' }),
    warnings: z.array(CoverageWarningSchema).openapi({
      description: 'Where speech may be missing; seconds as in the segments.',
    }),
    segments: z.array(SegmentSchema),
  })
  .openapi('Transcript', {
    description: 'Seconds count from the start of the book, or of the chapter when one was asked for.',
  })

export const presentTranscript = ({
  audiobook,
  chapter,
  transcript,
  missingChapters,
  warnings,
}: TranscriptReading): z.infer<typeof TranscriptSchema> => ({
  audiobook_id: audiobook.id,
  title: audiobook.title,
  chapter:
    chapter === null
      ? null
      : {
          number: chapter.number,
          title: chapter.title,
          start_seconds: roundSeconds(chapter.bookStartSeconds),
        },
  language: transcript.language,
  engine: transcript.engine,
  duration_seconds: transcript.durationSeconds,
  missing_chapters: [...missingChapters],
  partial: missingChapters.length > 0,
  warnings: warnings.map(presentWarning),
  segments: transcript.segments.map(presentSegment),
})

const presentSegment = ({ words, startSeconds, endSeconds, ...segment }: Segment) => ({
  ...definedFields(segment),
  start_seconds: startSeconds,
  end_seconds: endSeconds,
  words: words.map(presentWord),
})

const presentWord = ({ startSeconds, endSeconds, ...word }: Word) => ({
  ...definedFields(word),
  start_seconds: startSeconds,
  end_seconds: endSeconds,
})
