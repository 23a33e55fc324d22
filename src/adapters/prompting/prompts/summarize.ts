import * as z from 'zod'
import type { Section } from '../sections.ts'
import { type BookHeading, bookData, DATA_RULE } from './data.ts'

/** Names the answer's schema; to be raised with every change of the prompt or the schema. */
export const SUMMARIZE_QUESTION = 'summary_v1'

export const summarySchema = z.object({
  text: z.string(),
  short_description: z.string(),
  chapter_summaries: z.array(z.object({ chapter_number: z.int(), text: z.string() })),
  evidence: z.array(z.object({ quote: z.string(), chapter_number: z.int() })),
})
export type SummaryAnswer = z.infer<typeof summarySchema>

export const summarizeSystem = `You summarise audiobooks for a library catalogue.
${DATA_RULE}
Write in the language of the book. Say only what the material says. No opinions, no praise.
- text: what happens or is argued, 80 to 200 words.
- short_description: one or two sentences that make a listener curious without giving away the end.
- chapter_summaries: for each chapter in the material, its number and two to four sentences.
- evidence: 3 to 8 sentences of at most 30 words, copied word for word from the material, that support the text,
  each with the number of its chapter.`

export const summarizeUser = (heading: BookHeading, sections: readonly Section[]): string =>
  `${bookData(heading, sections)}\n\nSummarise the material above.`
