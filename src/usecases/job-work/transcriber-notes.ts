import { errAsync, okAsync } from 'neverthrow'
import type { JsonValue } from '../../domain/job/job.ts'
import { type PortError, type PortResult, permanentError } from '../../ports/port-error.ts'
import type { JobContext } from './job-context.ts'

/** The checkpoint of a transcription. */
interface Noted {
  /** The vendor's id of a job that was parked. */
  readonly externalId: string | null
  /** The transcriber's own; nothing else reads them. */
  readonly notes: JsonValue
}

/** What is noted on the job of one claim. */
export interface Notes {
  read(): Noted
  /** As `TranscribeRequest.saveNotes` has it. */
  save(notes: JsonValue): PortResult<void>
}

export const staleClaim: PortError = permanentError(
  'stale_claim',
  'The job is no longer held by this worker.',
)

export function createNotes({ job, saveCheckpoint }: JobContext): Notes {
  let noted = fromCheckpoint(job.checkpoint)
  return {
    read: () => noted,
    save(notes) {
      const next = { externalId: notes === null ? null : noted.externalId, notes }
      return saveCheckpoint(toCheckpoint(next)).andThen((answer) => {
        if (answer === 'stale') return errAsync(staleClaim)
        noted = next
        return okAsync(undefined)
      })
    },
  }
}

export const toCheckpoint = ({ externalId, notes }: Noted): JsonValue =>
  externalId === null && notes === null
    ? null
    : { ...(externalId === null ? {} : { externalId }), ...(notes === null ? {} : { notes }) }

function fromCheckpoint(checkpoint: JsonValue): Noted {
  if (typeof checkpoint !== 'object' || checkpoint === null) return { externalId: null, notes: null }
  const { externalId, notes } = checkpoint as { readonly externalId?: JsonValue; readonly notes?: JsonValue }
  return { externalId: typeof externalId === 'string' ? externalId : null, notes: notes ?? null }
}
