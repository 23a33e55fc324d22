import * as z from 'zod'
import type { Section } from '../sections.ts'
import { type BookHeading, bookData, DATA_RULE } from './data.ts'

/** Names the answer's schema; to be raised with every change of the prompt or the schema. */
export const CONDENSE_QUESTION = 'condensed_summary_v1'

export const condensedSchema = z.object({ text: z.string(), short_description: z.string() })
export type CondensedAnswer = z.infer<typeof condensedSchema>

export const condenseSystem = `You combine summaries of parts of an audiobook, in their order, into one summary.
${DATA_RULE}
Write in the language of the book. Say only what the summaries say.
- text: what happens or is argued over all the parts, 80 to 200 words.
- short_description: one or two sentences that make a listener curious without giving away the end.`

export const condenseUser = (heading: BookHeading, sections: readonly Section[]): string =>
  `${bookData(heading, sections)}\n\nThe material above is a series of summaries. Combine them.`
