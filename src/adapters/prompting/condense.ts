import { err, ok, type Result } from 'neverthrow'
import { type PortError, permanentError } from '../../ports/port-error.ts'
import {
  CONDENSE_QUESTION,
  type CondensedAnswer,
  condensedSchema,
  condenseSystem,
  condenseUser,
} from './prompts/condense.ts'
import { CONTENT_BLOCKED } from './question.ts'
import type { ReadingJob } from './reading-job.ts'
import { packSections, type Section } from './sections.ts'

/** Each round shortens its material several times over. */
const MAX_CONDENSE_ROUNDS = 5

/**
 * Writes summaries of parts together into one. A provider that refuses to read what was written for it a moment ago
 * gets nothing better to read: then the parts stand one after the other, without a short description.
 */
export async function condense(
  job: ReadingJob,
  material: readonly Section[],
): Promise<Result<CondensedAnswer, PortError>> {
  let sections = material
  for (let round = 0; round < MAX_CONDENSE_ROUNDS; round += 1) {
    const chunks = packSections(sections, job.budgetTokens)
    const shorter: CondensedAnswer[] = []
    for (const chunk of chunks) {
      const answer = await condenseChunk(job, chunk)
      if (answer.isErr()) return err(answer.error)
      shorter.push(answer.value)
    }
    const [only] = shorter
    if (only !== undefined && shorter.length === 1) return ok(only)
    sections = shorter.map((answer, index) => ({
      chapterNumber: chunks[index]?.[0]?.chapterNumber ?? 1,
      title: `part ${index + 1}`,
      text: answer.text,
    }))
  }
  return err(permanentError('context_too_small', 'the summaries do not fit the model: set a larger context'))
}

async function condenseChunk(
  job: ReadingJob,
  chunk: readonly Section[],
): Promise<Result<CondensedAnswer, PortError>> {
  const question = {
    name: CONDENSE_QUESTION,
    schema: condensedSchema,
    system: condenseSystem,
    user: condenseUser(job.request.book, chunk),
  }
  const answer = await job.ask(question, ({ text }) => text.trim() !== '')
  if (answer.isErr() && answer.error.code === CONTENT_BLOCKED) {
    return ok({ text: chunk.map(({ text }) => text).join('\n\n'), short_description: '' })
  }
  return answer.map(({ value }) => value)
}
