import { err, ok, type Result } from 'neverthrow'
import * as z from 'zod'
import { invalidParameters, type RevAiProblem } from './problem.ts'

/** Options of a submission, with the limits of the reference. */
const MAX_METADATA_CHARACTERS = 512
const MAX_URL_CHARACTERS = 2048
const MAX_PHRASES = 6_000
const MAX_PHRASE_WORDS = 12
const MAX_WORD_CHARACTERS = 34
const MAX_RETENTION_SECONDS = 2_592_000

const url = z.url({ protocol: /^https?$/ }).max(MAX_URL_CHARACTERS)
/** No other header may be supplied. */
const urlWithHeaders = z.strictObject({
  url,
  auth_headers: z.strictObject({ Authorization: z.string().min(1) }).optional(),
})

const phrase = z.string().refine((text) => {
  const words = text.trim().split(/\s+/)
  return words.length <= MAX_PHRASE_WORDS && words.every((word) => word.length <= MAX_WORD_CHARACTERS)
}, 'too many words, or too long ones')

const vocabularies = z
  .array(z.strictObject({ phrases: z.array(phrase).min(1) }))
  .min(1)
  .max(50)
  .refine((entries) => entries.flatMap(({ phrases }) => phrases).length <= MAX_PHRASES, 'too many phrases')

export const jobOptionsSchema = z
  .strictObject({
    source_config: urlWithHeaders.optional(),
    media_url: url.optional(),
    metadata: z.string().max(MAX_METADATA_CHARACTERS).optional(),
    notification_config: urlWithHeaders.optional(),
    callback_url: url.optional(),
    skip_diarization: z.boolean().optional(),
    skip_punctuation: z.boolean().optional(),
    skip_postprocessing: z.boolean().optional(),
    diarization_type: z.enum(['standard', 'premium']).optional(),
    speaker_channels_count: z.int().min(1).max(8).optional(),
    speakers_count: z.int().min(1).optional(),
    custom_vocabulary_id: z.string().optional(),
    custom_vocabularies: vocabularies.optional(),
    filter_profanity: z.boolean().optional(),
    remove_disfluencies: z.boolean().optional(),
    delete_after_seconds: z.int().min(0).max(MAX_RETENTION_SECONDS).optional(),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(?:-[a-z]{2}|\/[a-z]{2})?$/)
      .optional(),
    transcriber: z.enum(['machine', 'human', 'low_cost', 'fusion', 'machine_v2']).optional(),
    forced_alignment: z.boolean().optional(),
    remove_atmospherics: z.boolean().optional(),
    strict_custom_vocabulary: z.boolean().optional(),
  })
  .superRefine((options, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (options.custom_vocabularies !== undefined && options.custom_vocabulary_id !== undefined) {
      refuse('custom_vocabularies', 'custom_vocabularies and custom_vocabulary_id exclude each other')
    }
    if (options.source_config !== undefined && options.media_url !== undefined) {
      refuse('media_url', 'use one of source_config and media_url')
    }
    if (options.notification_config !== undefined && options.callback_url !== undefined) {
      refuse('callback_url', 'use one of notification_config and callback_url')
    }
  })

export type FakeJobOptions = z.infer<typeof jobOptionsSchema>

/** Reads the options of a submission, or says what is wrong with them as the vendor does. */
export function readJobOptions(value: unknown): Result<FakeJobOptions, RevAiProblem> {
  const parsed = jobOptionsSchema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const parameters: Record<string, string[]> = {}
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0] ?? 'options')
    parameters[name] = [...(parameters[name] ?? []), message]
  }
  return err(invalidParameters(parameters))
}
