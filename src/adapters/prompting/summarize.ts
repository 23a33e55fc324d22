import { err, ok, type Result } from 'neverthrow'
import type { Evidence, Summary } from '../../domain/audiobook/ai-output.ts'
import type { Generated } from '../../ports/llm.ts'
import { type PortError, transientError } from '../../ports/port-error.ts'
import { askForQuotes } from './ask-for-quotes.ts'
import { condense } from './condense.ts'
import type { CondensedAnswer } from './prompts/condense.ts'
import {
  SUMMARIZE_QUESTION,
  type SummaryAnswer,
  summarizeSystem,
  summarizeUser,
  summarySchema,
} from './prompts/summarize.ts'
import { type Reading, type Readings, readSections } from './read-sections.ts'
import type { ReadingJob } from './reading-job.ts'
import type { Section } from './sections.ts'

const MAX_EVIDENCE = 12

type SummaryReading = Reading<SummaryAnswer>

/** Map: a summary of each chunk. Reduce: chapters that were cut, then the book. Every chapter has its own in the end. */
export async function summarizeBook(job: ReadingJob): Promise<Result<Generated<Summary>, PortError>> {
  const read = await readForSummary(job, job.sections, job.request.reportProgress)
  if (read.isErr()) return err(read.error)
  const complete = await askForMissing(job, read.value)
  if (complete.isErr()) return err(complete.error)
  const chapters = await writeChapters(job, complete.value)
  if (chapters.isErr()) return err(chapters.error)
  const { readings, blockedChapters } = complete.value
  const whole = await writeWhole(job, readings)
  return whole.map(({ text, short_description }) => ({
    model: readings[0]?.answer.model ?? '',
    output: {
      text: text.trim(),
      shortDescription: short_description.trim(),
      chapterSummaries: chapters.value.map((section) => ({
        chapterNumber: section.chapterNumber,
        text: section.text,
      })),
      evidence: pickEvidence(job, readings),
      ...(blockedChapters.length === 0 ? {} : { blockedChapters }),
    },
  }))
}

function readForSummary(
  job: ReadingJob,
  sections: readonly Section[],
  reportProgress: (fraction: number) => void,
): Promise<Result<Readings<SummaryAnswer>, PortError>> {
  const ask = (chunk: readonly Section[]) => {
    const question = {
      name: SUMMARIZE_QUESTION,
      schema: summarySchema,
      system: summarizeSystem,
      user: summarizeUser(job.request.book, chunk),
    }
    const hasQuotes = (answer: SummaryAnswer) =>
      answer.text.trim() !== '' && job.verify(answer.evidence).length > 0
    return askForQuotes(job, question, hasQuotes)
  }
  return readSections(job, sections, ask, reportProgress)
}

/** Models forget chapters; those are asked about one by one. */
async function askForMissing(
  job: ReadingJob,
  first: Readings<SummaryAnswer>,
): Promise<Result<Readings<SummaryAnswer>, PortError>> {
  const told = new Set([
    ...first.blockedChapters,
    ...first.readings.flatMap(notesOf).map((note) => note.chapterNumber),
  ])
  let { readings, blockedChapters } = first
  for (const section of job.sections.filter(({ chapterNumber }) => !told.has(chapterNumber))) {
    const alone = await readForSummary(job, [section], () => {})
    if (alone.isErr()) return err(alone.error)
    if (alone.value.readings.flatMap(notesOf).length === 0) {
      return err(
        transientError('invalid_answer', `the model says nothing about chapter ${section.chapterNumber}`),
      )
    }
    readings = [...readings, ...alone.value.readings]
    blockedChapters = [...blockedChapters, ...alone.value.blockedChapters]
  }
  return ok({ readings: readings.toSorted((a, b) => firstChapter(a) - firstChapter(b)), blockedChapters })
}

const firstChapter = ({ chunk }: SummaryReading): number => chunk[0]?.chapterNumber ?? 1

/** What a reading says of the chapters that it was shown; what it says of one chapter as a whole is of that chapter. */
function notesOf({ chunk, answer }: SummaryReading): Section[] {
  const shown = new Map(chunk.map((section) => [section.chapterNumber, section.title]))
  const notes = answer.value.chapter_summaries.flatMap(({ chapter_number: chapterNumber, text }) => {
    const title = shown.get(chapterNumber)
    return title === undefined || text.trim() === '' ? [] : [{ chapterNumber, title, text: text.trim() }]
  })
  const [only] = chunk
  const whole = answer.value.text.trim()
  if (notes.length > 0 || only === undefined || shown.size > 1 || whole === '') return notes
  return [{ ...only, text: whole }]
}

/** One summary a chapter: those of a chapter that was read in parts are combined. */
async function writeChapters(
  job: ReadingJob,
  { readings }: Readings<SummaryAnswer>,
): Promise<Result<Section[], PortError>> {
  const byChapter = Map.groupBy(readings.flatMap(notesOf), (note) => note.chapterNumber)
  const chapters: Section[] = []
  for (const { chapterNumber } of job.sections) {
    const notes = byChapter.get(chapterNumber) ?? []
    const [only, ...others] = notes
    if (only === undefined) continue
    const text = others.length === 0 ? ok(only) : await condense(job, notes)
    if (text.isErr()) return err(text.error)
    chapters.push({ ...only, text: text.value.text.trim() })
  }
  return ok(chapters)
}

async function writeWhole(
  job: ReadingJob,
  readings: readonly SummaryReading[],
): Promise<Result<CondensedAnswer, PortError>> {
  const [only, ...others] = readings
  const parts = readings.map((reading, index) => ({
    chapterNumber: firstChapter(reading),
    title: `part ${index + 1}`,
    text:
      reading.answer.value.text.trim() ||
      notesOf(reading)
        .map(({ text }) => text)
        .join(' '),
  }))
  const whole = only !== undefined && others.length === 0 ? ok(only.answer.value) : await condense(job, parts)
  return whole.andThen(({ text, short_description }) =>
    text.trim() === ''
      ? err(transientError('invalid_answer', 'the model wrote an empty summary'))
      : ok({
          text,
          short_description: short_description.trim() || (only?.answer.value.short_description ?? ''),
        }),
  )
}

/** At most `MAX_EVIDENCE`, spread over the book. */
function pickEvidence(job: ReadingJob, readings: readonly SummaryReading[]): Evidence[] {
  const all = readings.flatMap(({ answer }) => job.verify(answer.value.evidence))
  const step = Math.max(1, all.length / MAX_EVIDENCE)
  const count = Math.min(MAX_EVIDENCE, all.length)
  return Array.from({ length: count }, (_, index) => all[Math.floor(index * step)]).filter(
    (one) => one !== undefined,
  )
}
