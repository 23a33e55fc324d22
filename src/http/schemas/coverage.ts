import { z } from '@hono/zod-openapi'
import type { ChapterWarning } from '../../domain/audiobook/book-coverage.ts'
import { COVERAGE_CODES, type Coverage } from '../../domain/transcript/coverage.ts'
import { roundSeconds } from '../../domain/transcript/timed-words.ts'
import { component } from './component.ts'

export const CoverageSchema = component(
  'Coverage',
  z.object({
    audio_seconds: z.number().openapi({ description: 'As the file says.', example: 1_820.4 }),
    transcribed_seconds: z.number().openapi({
      description: 'Of them: words, the pauses between them, and what the engine knows to be silent.',
      example: 1_816.9,
    }),
  }),
)

const CoverageCodeSchema = component('CoverageCode', z.enum(COVERAGE_CODES))

export const CoverageWarningSchema = z
  .object({
    code: CoverageCodeSchema,
    message: z.string().openapi({
      example:
        'The transcript of chapter 3 ends long before its audio (601 to 900 s of the chapter): speech may be missing.',
    }),
    chapter_number: z.int().openapi({ example: 3 }),
    start_seconds: z.number().openapi({ example: 601.2 }),
    end_seconds: z.number().openapi({ example: 900 }),
  })
  .openapi('CoverageWarning')

export const presentCoverage = (
  coverage: Pick<Coverage, 'audioSeconds' | 'transcribedSeconds'> | null,
): z.infer<typeof CoverageSchema> | null =>
  coverage === null
    ? null
    : {
        audio_seconds: roundSeconds(coverage.audioSeconds),
        transcribed_seconds: roundSeconds(coverage.transcribedSeconds),
      }

export const presentWarning = (warning: ChapterWarning): z.infer<typeof CoverageWarningSchema> => ({
  code: warning.code,
  message: warning.message,
  chapter_number: warning.chapterNumber,
  start_seconds: warning.startSeconds,
  end_seconds: warning.endSeconds,
})
