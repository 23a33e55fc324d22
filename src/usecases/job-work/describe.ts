import { errAsync, ok, okAsync, safeTry } from 'neverthrow'
import type { AiOutput } from '../../domain/audiobook/ai-output.ts'
import type { AudiobookDetail } from '../../domain/audiobook/audiobook.ts'
import type { Job } from '../../domain/job/job.ts'
import { DEFAULT_TIME_LIMITS, type TimeLimits, timeLimitMs } from '../../domain/job/time-limit.ts'
import type { Clock } from '../../ports/clock.ts'
import type { BookText, Llm, LlmRequest } from '../../ports/llm.ts'
import { type PortResult, permanentError } from '../../ports/port-error.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { ChapterTranscript, OutputRepository } from '../../ports/repositories/outputs.ts'
import type { UsageRepository } from '../../ports/usage.ts'
import { withinTime } from '../../ports/within-time.ts'
import { chaptersOf, findBook, totalSeconds } from './book.ts'
import { readFinishedParts } from './finished-parts.ts'
import { done, doneUnlessStale, type JobWork, mayHaveOutput } from './job-context.ts'
import { recordUsageOf } from './record-usage.ts'

export interface DescribeDeps {
  readonly audiobooks: AudiobookRepository
  readonly outputs: OutputRepository
  readonly llm: Llm
  readonly usage: UsageRepository
  readonly clock: Clock
  readonly timeLimits?: TimeLimits
}

/** Summarises one chapter or the whole book from its transcripts, and saves the summary. */
export const createSummarize = (deps: DescribeDeps): JobWork =>
  describeWith(deps, 'summary', (request, target) =>
    deps.llm
      .summarize(request)
      .map(({ output, model }): AiOutput => ({ ...target, kind: 'summary', model, summary: output })),
  )

/** Tags a book from the transcripts it has, and saves the tags. */
export const createTag = (deps: DescribeDeps): JobWork =>
  describeWith(deps, 'tags', (request, target) =>
    deps.llm
      .tag(request)
      .map(({ output, model }): AiOutput => ({ ...target, kind: 'tags', model, tags: output })),
  )

type Target = Pick<AiOutput, 'audiobookId' | 'chapterId'>

function describeWith(
  deps: DescribeDeps,
  kind: AiOutput['kind'],
  generate: (request: LlmRequest, target: Target) => PortResult<AiOutput>,
): JobWork {
  return (context) =>
    safeTry(async function* () {
      const { job, claim, signal, reportProgress } = context
      // An earlier attempt saved it and was lost before it could say so: it is not bought again.
      if (mayHaveOutput(context) && (yield* await isSaved(deps.outputs, job, kind))) return ok(done)

      const detail = yield* await findBook(deps.audiobooks, job.audiobookId)
      const transcripts = yield* await findTranscripts(deps.outputs, job)
      const book = yield* await bookText(detail, job.chapterId, transcripts)
      const target = { audiobookId: job.audiobookId, chapterId: job.chapterId }
      const parts = yield* await readFinishedParts(deps.outputs, context)
      const recordUsage = recordUsageOf(deps.usage, context)
      const request = { book, ...parts, recordUsage, reportProgress }
      const chapters = chaptersOf(detail, job.chapterId)
      const { clock, timeLimits = DEFAULT_TIME_LIMITS } = deps
      const limitMs = timeLimitMs(timeLimits.describe, totalSeconds(chapters))
      const output = yield* await withinTime(
        { clock, limitMs, signal, who: `The language model (${deps.llm.name})` },
        (signal) => generate({ ...request, signal }, target),
      )
      return deps.outputs.saveAiOutput(claim, output).map(doneUnlessStale)
    })
}

/** Those of a whole book are read only for what needs them all. */
const findTranscripts = (
  outputs: OutputRepository,
  { audiobookId, chapterId }: Job,
): PortResult<readonly ChapterTranscript[]> =>
  chapterId === null
    ? outputs.findTranscripts(audiobookId)
    : outputs
        .findTranscript(chapterId)
        .map((transcript) => (transcript === null ? [] : [{ chapterId, transcript }]))

const isSaved = (outputs: OutputRepository, job: Job, kind: AiOutput['kind']): PortResult<boolean> =>
  outputs
    .findAiOutputs(job.audiobookId)
    .map((saved) => saved.some((output) => output.kind === kind && output.chapterId === job.chapterId))

function bookText(
  detail: AudiobookDetail,
  chapterId: string | null,
  transcripts: readonly ChapterTranscript[],
): PortResult<BookText> {
  const chapters = chaptersOf(detail, chapterId).flatMap((chapter) => {
    const found = transcripts.find((candidate) => candidate.chapterId === chapter.id)
    return found === undefined
      ? []
      : [{ number: chapter.number, title: chapter.title, lines: found.transcript.segments }]
  })
  if (chapters.length === 0) {
    return errAsync(permanentError('no_transcript', 'There is no transcript to work on.'))
  }
  const { title, author, language } = detail.audiobook
  return okAsync({ title, author, language, chapters })
}
