import { okAsync, type ResultAsync } from 'neverthrow'
import { PROVIDER_OF, type Provider } from '../../domain/job/provider.ts'
import { type SuggestedAction, suggestedAction } from '../../domain/job/suggested-action.ts'
import { type FailureClass, type JobRepository, MAX_FAILURE_CLASSES } from '../../ports/repositories/jobs.ts'
import type { Caller } from '../caller.ts'
import { jobScope } from '../jobs/job-scope.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'
import type { DeadLetterFilter } from './list-dead-letters.ts'

export interface DeadLetterClass extends FailureClass {
  readonly provider: Provider
  readonly action: SuggestedAction
}

/** How many dead letters failed alike, the most frequent failures first; at most `MAX_FAILURE_CLASSES`. */
export function createCountDeadLetters({ jobs }: { readonly jobs: Pick<JobRepository, 'countFailures'> }) {
  return (input: {
    readonly caller: Caller
    readonly filter: DeadLetterFilter
  }): ResultAsync<readonly DeadLetterClass[], UseCaseError> => {
    const scope = jobScope(input.caller, input.filter)
    if (scope === null) return okAsync([])
    return jobs
      .countFailures(scope, MAX_FAILURE_CLASSES)
      .mapErr(unavailable)
      .map((classes) =>
        classes.map((counted) => ({
          ...counted,
          provider: PROVIDER_OF[counted.type],
          action: suggestedAction(counted),
        })),
      )
  }
}
