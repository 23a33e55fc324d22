import { ok, safeTry } from 'neverthrow'
import type { JsonValue } from '../../domain/job/job.ts'
import { DEFAULT_TIME_LIMITS, type TimeLimits, timeLimitMs } from '../../domain/job/time-limit.ts'
import type { Passage } from '../../domain/search/passage.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Embedder } from '../../ports/embedder.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { ReportAnswer } from '../../ports/reporter.ts'
import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import type { SearchIndex } from '../../ports/search-index.ts'
import type { UsageRepository } from '../../ports/usage.ts'
import { withinTime } from '../../ports/within-time.ts'
import { chaptersOf, findBook, totalSeconds } from './book.ts'
import { done, isAnew, type JobContext, type JobWork, type WorkOutcome } from './job-context.ts'
import { recordUsageOf } from './record-usage.ts'

export interface EmbedDeps {
  readonly audiobooks: AudiobookRepository
  readonly searchIndex: SearchIndex
  readonly embedder: Embedder
  readonly usage: UsageRepository
  readonly clock: Clock
  readonly timeLimits?: TimeLimits
}

/** A book of 300 hours in passages of 30 s, at one passage a batch. */
const MOST_BATCHES = 36_000

/**
 * Makes the missing vectors of a chapter or book, batch by batch; each saved batch is not computed again. Work that is done
 * anew goes through all passages; its checkpoint says how far it got.
 */
export function createEmbed(deps: EmbedDeps): JobWork {
  const { embedder, searchIndex } = deps
  return (context) =>
    safeTry(async function* () {
      const detail = yield* await findBook(deps.audiobooks, context.job.audiobookId)
      const chapters = chaptersOf(detail, context.job.chapterId)
      const chapterIds = chapters.map((chapter) => chapter.id)
      const wholeSeconds = totalSeconds(chapters)
      let embeddedSeconds = 0
      let lastId = lastPassageId(context.job.checkpoint)
      for (let batch = 0; batch < MOST_BATCHES && !context.signal.aborted; batch += 1) {
        const passages: readonly Passage[] = yield* await (isAnew(context)
          ? searchIndex.listPassages(chapterIds, lastId, embedder.batchSize)
          : searchIndex.listUnembedded(chapterIds, embedder, embedder.batchSize))
        if (passages.length === 0) return ok(done)
        const answer = yield* await embedBatch(deps, context, passages)
        if (answer === 'stale') return ok<WorkOutcome>({ status: 'stale' })
        lastId = passages.at(-1)?.id ?? lastId
        if (isAnew(context)) yield* await context.saveCheckpoint({ lastPassageId: lastId })
        embeddedSeconds += spokenSeconds(passages)
        if (passages.length < embedder.batchSize) return ok(done)
        context.reportProgress(wholeSeconds > 0 ? Math.min(0.99, embeddedSeconds / wholeSeconds) : 0)
      }
      return ok<WorkOutcome>({ status: 'stale' })
    })
}

function lastPassageId(checkpoint: JsonValue): string | null {
  if (typeof checkpoint !== 'object' || checkpoint === null) return null
  const { lastPassageId } = checkpoint as { readonly lastPassageId?: JsonValue }
  return typeof lastPassageId === 'string' ? lastPassageId : null
}

const spokenSeconds = (passages: readonly Passage[]): number =>
  passages.reduce((sum, passage) => sum + passage.endSeconds - passage.startSeconds, 0)

function embedBatch(
  deps: EmbedDeps,
  context: JobContext,
  passages: readonly Passage[],
): PortResult<ReportAnswer> {
  const texts = passages.map((passage) => passage.text)
  const recordUsage = recordUsageOf(deps.usage, context)
  const { clock, embedder, timeLimits = DEFAULT_TIME_LIMITS } = deps
  const { signal } = context
  const limitMs = timeLimitMs(timeLimits.describe, spokenSeconds(passages))
  return withinTime({ clock, limitMs, signal, who: `The embedder ${embedder.name}` }, (signal) =>
    embedder.embed(texts, 'document', signal, recordUsage),
  ).andThen((vectors) => {
    const saved = passages.flatMap((passage, index) => {
      const vector = vectors[index]
      return vector === undefined ? [] : [{ passageId: passage.id, vector }]
    })
    return deps.searchIndex.saveEmbeddings(context.claim, deps.embedder, saved)
  })
}
