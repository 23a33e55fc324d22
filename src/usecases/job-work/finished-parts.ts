import { errAsync, okAsync } from 'neverthrow'
import type { JsonValue } from '../../domain/job/job.ts'
import { type PortResult, permanentError } from '../../ports/port-error.ts'
import type { OutputRepository } from '../../ports/repositories/outputs.ts'
import { type JobContext, mayHaveSaved } from './job-context.ts'

/** What earlier attempts of a job finished, and how this one saves more. */
export interface FinishedParts {
  readonly finishedParts: ReadonlyMap<string, JsonValue>
  readonly savePart: (key: string, output: JsonValue) => PortResult<void>
}

/** A part that a stale claim could not save ends the work. */
export const readFinishedParts = (
  outputs: OutputRepository,
  context: Pick<JobContext, 'job' | 'claim'>,
): PortResult<FinishedParts> =>
  (mayHaveSaved(context) ? outputs.findParts(context.job.id) : okAsync(noParts)).map((finishedParts) => ({
    finishedParts,
    savePart: (key, output) =>
      outputs
        .savePart(context.claim, key, output)
        .andThen((answer) =>
          answer === 'stale'
            ? errAsync(permanentError('stale_claim', 'The job is no longer held by this worker.'))
            : okAsync(undefined),
        ),
  }))

const noParts: ReadonlyMap<string, JsonValue> = new Map()
