import { z } from '@hono/zod-openapi'
import type { TagKind } from '../../domain/audiobook/ai-output.ts'
import { canonicalLanguage } from '../../domain/audiobook/detected-details.ts'
import { component, orNull } from './component.ts'
import { CoverageSchema, CoverageWarningSchema } from './coverage.ts'
import { ConfidenceSchema, forecastFields } from './forecast.ts'
import { TimeSchema, UuidSchema } from './identifiers.ts'
import { plainText } from './text.ts'
import { TranscriptionOptionsSchema } from './transcription-options.ts'
import { ProviderUsageSchema, UsageSchema } from './usage.ts'

export const MAX_TITLE_CHARACTERS = 500
const MAX_NAME_CHARACTERS = 300
const MAX_DESCRIPTION_CHARACTERS = 20_000
const MAX_URL_CHARACTERS = 2048
const MAX_LANGUAGE_CHARACTERS = 35

/** What people say of a book; the same when creating and when editing. */
export const details = {
  title: plainText(MAX_TITLE_CHARACTERS).openapi({ example: 'The Lamp Keeper' }),
  author: plainText(MAX_NAME_CHARACTERS).openapi({ example: 'A. Writer' }),
  narrator: plainText(MAX_NAME_CHARACTERS).openapi({ example: 'B. Reader' }),
  description: plainText(MAX_DESCRIPTION_CHARACTERS).openapi({ example: 'A short story in three chapters.' }),
  language: z
    .string()
    .max(MAX_LANGUAGE_CHARACTERS)
    .transform((tag, context) => {
      const canonical = canonicalLanguage(tag)
      if (canonical !== null) return canonical
      context.addIssue({ code: 'custom', message: 'Must be a BCP 47 language tag.' })
      return z.NEVER
    })
    .openapi({ type: 'string', description: 'BCP 47.', example: 'en' }),
  coverImageUrl: z
    .url({ protocol: /^https?$/, error: 'Must be an http or https URL.' })
    .max(MAX_URL_CHARACTERS)
    .openapi({ example: 'https://example.org/cover.jpg' }),
}

export const StatusSchema = component('AudiobookStatus', z.enum(['processing', 'completed', 'failed']))

const Seconds = z.number().openapi({ example: 182.4 })

export const AudiobookSchema = z
  .object({
    id: UuidSchema,
    upload_id: UuidSchema,
    title: z.string().openapi({ example: 'The Lamp Keeper' }),
    author: z.string().openapi({ example: 'A. Writer' }),
    narrator: z.string().nullable().openapi({ example: 'B. Reader' }),
    description: z.string().nullable().openapi({ example: 'A short story in three chapters.' }),
    language: z.string().openapi({ example: 'en' }),
    is_public: z.boolean(),
    cover_image_url: z
      .string()
      .nullable()
      .openapi({ description: 'As given by the client.', example: 'https://example.org/cover.jpg' }),
    cover_url: z.string().nullable().openapi({
      description: 'The image found in the audio file, behind the same token.',
      example: '/api/v1/admin/audiobooks/01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11/cover',
    }),
    priority: z.int().openapi({ example: 0 }),
    status: StatusSchema,
    status_reason: z
      .string()
      .nullable()
      .openapi({ description: 'Of a failed book: what failed and why.', example: null }),
    duration_seconds: Seconds,
    created_at: TimeSchema,
    updated_at: TimeSchema,
    completed_at: TimeSchema.nullable(),
  })
  .openapi('Audiobook')

export const ChapterSchema = z
  .object({
    id: UuidSchema,
    number: z.int().openapi({ example: 1 }),
    title: z.string().openapi({ example: 'The Harbour' }),
    start_seconds: Seconds.openapi({ description: 'From the start of the book.' }),
    duration_seconds: Seconds,
    has_transcript: z.boolean(),
    coverage: orNull(CoverageSchema).openapi({
      description: 'Null without a transcript, or when it was made before this was measured.',
    }),
    warnings: z.array(CoverageWarningSchema).openapi({
      description: 'Where its speech may be missing; seconds from the start of the chapter.',
    }),
  })
  .openapi('Chapter')

const EvidenceSchema = z
  .object({
    quote: z.string().openapi({
      description: 'Word for word from the transcript.',
      example: 'She climbed up and lit the lamp.',
    }),
    chapter_number: z.int().openapi({ example: 1 }),
    start_seconds: Seconds.openapi({ description: 'From the start of the chapter.' }),
  })
  .openapi('Evidence')

const SummaryScopeSchema = component('SummaryScope', z.enum(['book', 'first_chapter']))

const ChapterSummarySchema = z
  .object({
    chapter_number: z.int().openapi({ example: 1 }),
    text: z.string().openapi({ example: 'Anna climbs the tower in the storm.' }),
  })
  .openapi('ChapterSummary')

const SummaryDetailsSchema = z
  .object({
    short_description: z.string().openapi({ example: 'A keeper holds the light in a storm.' }),
    chapter_summaries: z.array(ChapterSummarySchema),
    blocked_chapters: z.array(z.int()).openapi({
      description: 'Chapters that the provider refused to read, in whole or in part; written without them.',
      example: [],
    }),
    evidence: z.array(EvidenceSchema),
    covers: SummaryScopeSchema.openapi({
      description: 'What it was written from; an early one knows the first chapter only.',
    }),
    model: z.string().openapi({ example: 'gemini-2.5-flash' }),
  })
  .openapi('SummaryDetails')

const TAG_KINDS = [
  'genre',
  'theme',
  'mood',
  'subject',
  'character',
  'setting',
] as const satisfies readonly TagKind[]

const TagKindSchema = component('TagKind', z.enum(TAG_KINDS))

const TagDetailsSchema = z
  .object({
    name: z.string().openapi({ example: 'lighthouse' }),
    kind: TagKindSchema,
    score: z
      .number()
      .openapi({ description: '0..1, relative to the other tags of the book.', example: 0.87 }),
    evidence: z.array(EvidenceSchema),
  })
  .openapi('TagDetails')

export const AudiobookDetailSchema = AudiobookSchema.extend({
  transcription: TranscriptionOptionsSchema,
  chapters: z.array(ChapterSchema),
  partial: z.boolean().openapi({ description: 'Some chapters have no transcript (yet).' }),
  coverage: orNull(CoverageSchema).openapi({ description: 'Over the chapters that were measured.' }),
  warnings: z.array(CoverageWarningSchema).openapi({ description: 'Those of all chapters.' }),
  summary: z
    .string()
    .nullable()
    .openapi({ description: 'Null until it is written.', example: 'Anna keeps the lamp of Gull Point.' }),
  summary_details: orNull(SummaryDetailsSchema),
  tags: z.array(z.string()).openapi({ example: ['mystery', 'lighthouse'] }),
  tag_details: z.array(TagDetailsSchema),
  usage: UsageSchema.openapi({ description: 'What providers billed for the book so far.' }),
  usage_by_provider: z.array(ProviderUsageSchema).openapi({ description: 'The same by model.' }),
  ...forecastFields,
  eta_confidence: ConfidenceSchema,
}).openapi('AudiobookDetail')
