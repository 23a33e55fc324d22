import type { ResultAsync } from 'neverthrow'
import type { Job } from '../domain/job/job.ts'
import type { Caller } from './caller.ts'
import { findJob, type JobsOfCaller } from './find-job.ts'
import type { UseCaseError } from './use-case-error.ts'

/** One job with its history. */
export function createReadJob(deps: JobsOfCaller) {
  return (input: { readonly caller: Caller; readonly jobId: string }): ResultAsync<Job, UseCaseError> =>
    findJob(deps, input.caller, input.jobId)
}
