import type { ResultAsync } from 'neverthrow'
import type { Claim, JobReporter } from '../ports/reporter.ts'
import { type UseCaseError, unavailable } from './use-case-error.ts'

/** Keeps all the claims of a worker process alive in one call; answers those that no longer hold. */
export function createRenewClaims(deps: { readonly reporter: JobReporter }) {
  return (claims: readonly Claim[]): ResultAsync<readonly Claim[], UseCaseError> =>
    deps.reporter.heartbeat(claims).mapErr(unavailable)
}
