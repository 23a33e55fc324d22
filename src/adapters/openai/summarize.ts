import { err, ok, type Result } from 'neverthrow'
import type { Evidence, Summary } from '../../domain/audiobook/ai-output.ts'
import type { Generated } from '../../ports/llm.ts'
import { type PortError, permanentError, transientError } from '../../ports/port-error.ts'
import type { ChatAnswer } from './chat.ts'
import { packSections, type Section } from './chunks.ts'
import { createEvidenceVerifier } from './evidence.ts'
import {
  CONDENSE_QUESTION,
  type CondensedAnswer,
  condensedSchema,
  condenseSystem,
  condenseUser,
} from './prompts/condense.ts'
import {
  SUMMARIZE_QUESTION,
  type SummaryAnswer,
  summarizeSystem,
  summarizeUser,
  summarySchema,
} from './prompts/summarize.ts'
import { forEachChunk, type ReadingJob } from './reading-job.ts'

const MAX_EVIDENCE = 12
/** Each round shortens its material several times over. */
const MAX_CONDENSE_ROUNDS = 5

/** Map: a summary of each chunk. Reduce: chapters that were cut, then the book. */
export async function summarizeChunks(job: ReadingJob): Promise<Result<Generated<Summary>, PortError>> {
  const { request, chat } = job
  const read = await forEachChunk(job, (chunk) =>
    chat({
      name: SUMMARIZE_QUESTION,
      schema: summarySchema,
      system: summarizeSystem,
      user: summarizeUser(request.book, chunk),
      signal: request.signal,
    }),
  )
  if (read.isErr()) return err(read.error)
  const [first] = read.value
  if (first === undefined) return err(permanentError('no_text', 'the transcript has no words'))
  const chapters = await mergeChapters(job, read.value)
  if (chapters.isErr()) return err(chapters.error)
  const whole: Result<CondensedAnswer, PortError> =
    read.value.length === 1 ? ok(first.value) : await condense(job, partSummaries(job, read.value))
  if (whole.isOk() && whole.value.text.trim() === '') {
    return err(transientError('invalid_answer', 'the model wrote an empty summary'))
  }
  return whole.map(({ text, short_description }) => ({
    model: first.model,
    output: {
      text: text.trim(),
      shortDescription: short_description.trim(),
      chapterSummaries: chapters.value.map((section) => ({
        chapterNumber: section.chapterNumber,
        text: section.text,
      })),
      evidence: pickEvidence(job, read.value),
    },
  }))
}

function partSummaries(job: ReadingJob, answers: readonly ChatAnswer<SummaryAnswer>[]): Section[] {
  return answers.map(({ value }, index) => ({
    chapterNumber: job.chunks[index]?.[0]?.chapterNumber ?? 1,
    title: `part ${index + 1}`,
    text: value.text.trim(),
  }))
}

/** One summary a chapter: those of a chapter that was read in parts are combined. */
async function mergeChapters(
  job: ReadingJob,
  answers: readonly ChatAnswer<SummaryAnswer>[],
): Promise<Result<Section[], PortError>> {
  const known = new Map(job.chunks.flat().map((section) => [section.chapterNumber, section.title]))
  const notes = answers.flatMap(({ value }, index) => {
    const shown = new Set(job.chunks[index]?.map((section) => section.chapterNumber))
    return value.chapter_summaries.filter((note) => shown.has(note.chapter_number) && note.text.trim() !== '')
  })
  const merged: Section[] = []
  for (const [chapterNumber, title] of known) {
    const sections = notes
      .filter((note) => note.chapter_number === chapterNumber)
      .map((note) => ({ chapterNumber, title, text: note.text.trim() }))
    const [only, ...others] = sections
    if (only === undefined) continue
    const text = others.length === 0 ? ok(only) : await condense(job, sections)
    if (text.isErr()) return err(text.error)
    merged.push({ chapterNumber, title, text: text.value.text.trim() })
  }
  return ok(merged)
}

async function condense(
  job: ReadingJob,
  material: readonly Section[],
): Promise<Result<CondensedAnswer, PortError>> {
  let sections = material
  for (let round = 0; round < MAX_CONDENSE_ROUNDS; round += 1) {
    const chunks = packSections(sections, job.budgetTokens)
    const shorter: CondensedAnswer[] = []
    for (const chunk of chunks) {
      const answer = await job.chat({
        name: CONDENSE_QUESTION,
        schema: condensedSchema,
        system: condenseSystem,
        user: condenseUser(job.request.book, chunk),
        signal: job.request.signal,
      })
      if (answer.isErr()) return err(answer.error)
      shorter.push(answer.value.value)
    }
    const [only] = shorter
    if (only !== undefined && shorter.length === 1) return ok(only)
    sections = shorter.map((answer, index) => ({
      chapterNumber: chunks[index]?.[0]?.chapterNumber ?? 1,
      title: `part ${index + 1}`,
      text: answer.text,
    }))
  }
  return err(
    permanentError('context_too_small', 'the summaries do not fit the model: set a larger contextTokens'),
  )
}

/** At most `MAX_EVIDENCE`, spread over the book. */
function pickEvidence(job: ReadingJob, answers: readonly ChatAnswer<SummaryAnswer>[]): Evidence[] {
  const verify = createEvidenceVerifier(job.request.book)
  const all = answers.flatMap(({ value }) => verify(value.evidence))
  const step = Math.max(1, all.length / MAX_EVIDENCE)
  const count = Math.min(MAX_EVIDENCE, all.length)
  return Array.from({ length: count }, (_, index) => all[Math.floor(index * step)]).filter(
    (one) => one !== undefined,
  )
}
