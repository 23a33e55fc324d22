import { err, ok, type Result } from 'neverthrow'
import * as z from 'zod'
import { type PortError, permanentError, transientError } from '../../ports/port-error.ts'
import { ANSWER_CUT, CONTENT_BLOCKED } from '../prompting/question.ts'

const tokens = z.number().nonnegative().optional()

/** What is read of an answer; Google adds fields as it likes. */
export const generatedSchema = z.object({
  candidates: z
    .array(
      z.object({
        content: z
          .object({
            parts: z
              .array(z.object({ text: z.string().optional(), thought: z.boolean().optional() }))
              .optional(),
          })
          .optional(),
        finishReason: z.string().optional(),
      }),
    )
    .optional(),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  usageMetadata: z
    .object({
      promptTokenCount: tokens,
      /** Absent when nothing was generated. */
      candidatesTokenCount: tokens,
      thoughtsTokenCount: tokens,
    })
    .optional(),
  modelVersion: z.string().optional(),
})
export type GeneratedAnswer = z.infer<typeof generatedSchema>

/** The model, or a filter behind it, will not write about this material, however often it is asked. */
const BLOCKING = new Set(['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'])

/**
 * The text of an answer that ended as it should. The SDK's `text()` is not used: it returns the text of answers that were
 * cut or blocked as if they were whole, and the model's thoughts with it.
 */
export function readText(answer: GeneratedAnswer, model: string): Result<string, PortError> {
  const [candidate] = answer.candidates ?? []
  const blockReason = answer.promptFeedback?.blockReason
  if (candidate === undefined) {
    return blockReason === undefined
      ? err(transientError('no_answer', `${model} gave no answer`))
      : err(permanentError(CONTENT_BLOCKED, `${model} refused to read the text (${blockReason})`))
  }
  const reason = candidate.finishReason ?? 'missing'
  if (reason === 'MAX_TOKENS')
    return err(permanentError(ANSWER_CUT, `${model} ran out of room for its answer`))
  if (BLOCKING.has(reason)) {
    return err(permanentError(CONTENT_BLOCKED, `${model} withheld its answer (${reason})`))
  }
  if (reason !== 'STOP')
    return err(transientError('no_answer', `${model} stopped without an answer (${reason})`))
  const spoken = (candidate.content?.parts ?? []).filter((part) => part.thought !== true)
  return ok(spoken.map((part) => part.text ?? '').join(''))
}
