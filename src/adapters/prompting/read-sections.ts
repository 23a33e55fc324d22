import { err, ok, type Result } from 'neverthrow'
import type { PortError, PortResult } from '../../ports/port-error.ts'
import { ANSWER_CUT, type ChatAnswer, CONTENT_BLOCKED, CONTEXT_TOO_LONG } from './question.ts'
import type { ReadingJob } from './reading-job.ts'
import { estimateTokens, packSections, type Section } from './sections.ts'

/** What the model said about a stretch of the book. */
export interface Reading<T> {
  readonly chunk: readonly Section[]
  readonly answer: ChatAnswer<T>
}

export interface Readings<T> {
  /** In the order of the book. */
  readonly readings: readonly Reading<T>[]
  /** Chapters that the provider refused to read, in whole or in part. */
  readonly blockedChapters: readonly number[]
}

type Chunk = readonly Section[]

/** Below this a stretch of a chapter is not cut any further. */
const MIN_CUT_TOKENS = 500
/** Of the progress of the whole job; the rest is writing it together. */
const READING_SHARE = 0.9
/** Guards against a provider that cuts every answer, however small the question. */
const MAX_QUESTIONS = 10_000

/**
 * Asks about all sections, as many at once as fit the budget. A chunk whose answer was cut or that is too long is
 * asked about in halves. So is one that is blocked, down to single chapters: of those the ones that are blocked alone
 * are left out and named, so that one chapter does not cost the book. When nothing is left, the refusal is the answer.
 */
export async function readSections<T>(
  job: ReadingJob,
  sections: readonly Section[],
  ask: (chunk: Chunk) => PortResult<ChatAnswer<T>>,
  reportProgress: (fraction: number) => void,
): Promise<Result<Readings<T>, PortError>> {
  const readings: Reading<T>[] = []
  const blocked: { readonly chapterNumber: number; readonly error: PortError }[] = []
  const open: Chunk[] = packSections(sections, job.budgetTokens).toReversed()
  const totalTokens = open.reduce((sum, chunk) => sum + tokensOf(chunk), 0)
  let doneTokens = 0
  for (let asked = 0; asked < MAX_QUESTIONS; asked += 1) {
    const chunk = open.pop()
    if (chunk === undefined) break
    const answer = await ask(chunk)
    if (answer.isErr()) {
      const smaller = divide(chunk, answer.error)
      if (smaller !== null) {
        open.push(...smaller.toReversed())
        continue
      }
      if (answer.error.code !== CONTENT_BLOCKED) return err(answer.error)
      for (const { chapterNumber } of chunk) blocked.push({ chapterNumber, error: answer.error })
    } else {
      readings.push({ chunk, answer: answer.value })
    }
    doneTokens += tokensOf(chunk)
    reportProgress(Math.min(READING_SHARE, (doneTokens / totalTokens) * READING_SHARE))
  }
  const [refusal] = blocked
  if (readings.length === 0 && refusal !== undefined) return err(refusal.error)
  return ok({ readings, blockedChapters: [...new Set(blocked.map((one) => one.chapterNumber))] })
}

/** Null: nothing is gained by asking about less. */
function divide(chunk: Chunk, { code }: PortError): readonly Chunk[] | null {
  if (code !== CONTENT_BLOCKED && code !== ANSWER_CUT && code !== CONTEXT_TOO_LONG) return null
  if (chunk.length > 1) {
    const middle = Math.ceil(chunk.length / 2)
    return [chunk.slice(0, middle), chunk.slice(middle)]
  }
  const tokens = tokensOf(chunk)
  if (code === CONTENT_BLOCKED || tokens < 2 * MIN_CUT_TOKENS) return null
  return packSections(chunk, Math.ceil(tokens / 2) + MIN_CUT_TOKENS / 2)
}

const tokensOf = (chunk: Chunk): number =>
  chunk.reduce((sum, section) => sum + estimateTokens(section.text), 0)
