import type { AudiobookDetail, Chapter } from '../../domain/audiobook/audiobook.ts'
import type { FailedJob, JsonValue } from '../../domain/job/job.ts'
import { PROVIDER_OF, type Provider } from '../../domain/job/provider.ts'
import { type SuggestedAction, suggestedAction } from '../../domain/job/suggested-action.ts'

/** What an attempt left for the next, told without its contents: they may hold text of the book. */
export interface CheckpointSummary {
  /** The vendor's own id of the work, to ask the vendor about it. */
  readonly externalId: string | null
  /** Names of what it holds. */
  readonly fields: readonly string[]
  readonly sizeCharacters: number
}

/** A job that failed for good, and what people need to decide about it. */
export interface DeadLetterView {
  readonly job: FailedJob
  readonly audiobook: AudiobookDetail['audiobook']
  /** Null: it is about the whole book. */
  readonly chapter: Chapter | null
  /** Null: nothing was saved. */
  readonly checkpoint: CheckpointSummary | null
  readonly provider: Provider
  readonly action: SuggestedAction
}

export const viewDeadLetter = (job: FailedJob, { audiobook, chapters }: AudiobookDetail): DeadLetterView => ({
  ...{ job, audiobook },
  chapter: chapters.find(({ id }) => id === job.chapterId) ?? null,
  checkpoint: summarizeCheckpoint(job.checkpoint),
  provider: PROVIDER_OF[job.type],
  action: suggestedAction(job.error),
})

const MAX_FIELDS = 20
const MAX_FIELD_CHARACTERS = 64
const MAX_EXTERNAL_ID_CHARACTERS = 200

function summarizeCheckpoint(checkpoint: JsonValue): CheckpointSummary | null {
  if (checkpoint === null) return null
  const held = typeof checkpoint === 'object' && !Array.isArray(checkpoint) ? checkpoint : {}
  const externalId = 'externalId' in held ? held.externalId : null
  return {
    externalId: typeof externalId === 'string' ? externalId.slice(0, MAX_EXTERNAL_ID_CHARACTERS) : null,
    fields: Object.keys(held)
      .slice(0, MAX_FIELDS)
      .map((name) => name.slice(0, MAX_FIELD_CHARACTERS)),
    sizeCharacters: JSON.stringify(checkpoint).length,
  }
}
