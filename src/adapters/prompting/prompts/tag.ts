import * as z from 'zod'
import type { Section } from '../sections.ts'
import { type BookHeading, bookData, DATA_RULE } from './data.ts'

/** Names the answer's schema; to be raised with every change of the prompt or the schema. */
export const TAG_QUESTION = 'tags_v1'

export const tagsSchema = z.object({
  tags: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['genre', 'theme', 'mood', 'subject', 'character', 'setting']),
      score: z.number(),
      evidence: z.array(z.object({ quote: z.string(), chapter_number: z.int() })),
    }),
  ),
})
export type TagsAnswer = z.infer<typeof tagsSchema>

export const tagSystem = `You tag audiobooks for a library catalogue.
${DATA_RULE}
Give 5 to 15 tags in the language of the book, best first. At least one genre, one mood and one theme.
- name: one to three words, lower case, no punctuation, no two tags that mean the same.
- kind: genre, theme, mood, subject, character (a person's name) or setting (a place or a time).
- score: 0 to 1, how well the tag fits.
- evidence: one or two sentences of at most 30 words, copied word for word from the material, each with the number of
  its chapter.`

export const tagUser = (heading: BookHeading, sections: readonly Section[]): string =>
  `${bookData(heading, sections)}\n\nTag the material above.`
