import { z } from '@hono/zod-openapi'
import {
  MAX_PHRASE_WORD_CHARACTERS,
  MAX_PHRASE_WORDS,
  MAX_SPEAKERS,
  MAX_VOCABULARY_PHRASES,
  phraseProblem,
  type TranscriptionOptions,
} from '../../domain/audiobook/transcription-options.ts'
import { definedFields } from '../defined-fields.ts'
import { plainText } from './text.ts'

const PhraseSchema = plainText(MAX_PHRASE_WORDS * (MAX_PHRASE_WORD_CHARACTERS + 1)).superRefine(
  (phrase, context) => {
    const message = phraseProblem(phrase)
    if (message !== null) context.addIssue({ code: 'custom', message })
  },
)

export const TranscriptionOptionsSchema = z
  .strictObject({
    custom_vocabulary: z
      .array(PhraseSchema)
      .min(1)
      .max(MAX_VOCABULARY_PHRASES)
      .optional()
      .openapi({
        description:
          'Names and words that are likely to be spoken; ' +
          `at most ${MAX_PHRASE_WORDS} words a phrase and ${MAX_PHRASE_WORD_CHARACTERS} characters a word.`,
        example: ['Aelfric', 'Skerry Vore'],
      }),
    diarization: z.boolean().optional().openapi({ description: 'Tell speakers apart; by default, no.' }),
    speakers_count: z.int().min(1).max(MAX_SPEAKERS).optional().openapi({
      description: 'How many speakers there are: a hint, and only with `diarization`.',
      example: 2,
    }),
  })
  .refine((options) => options.speakers_count === undefined || options.diarization === true, {
    path: ['speakers_count'],
    error: 'Needs `diarization`.',
  })
  .openapi('TranscriptionOptions', {
    description: 'What is asked of the transcription. Engines leave out what they can’t do.',
  })

export const readTranscriptionOptions = (
  options: z.infer<typeof TranscriptionOptionsSchema>,
): TranscriptionOptions =>
  definedFields({
    customVocabulary: options.custom_vocabulary,
    diarization: options.diarization,
    speakersCount: options.speakers_count,
  })

export const presentTranscriptionOptions = ({
  customVocabulary,
  diarization,
  speakersCount,
}: TranscriptionOptions): z.infer<typeof TranscriptionOptionsSchema> =>
  definedFields({
    custom_vocabulary: customVocabulary === undefined ? undefined : [...customVocabulary],
    diarization,
    speakers_count: speakersCount,
  })
