import type { ResultAsync } from 'neverthrow'
import type { Job } from '../../domain/job/job.ts'
import type { UseCaseError } from '../use-case-error.ts'
import { findJob, type JobRequest, type JobsOfCaller } from './find-job.ts'

/** One job with its history. */
export function createReadJob(deps: JobsOfCaller) {
  return (request: JobRequest): ResultAsync<Job, UseCaseError> => findJob(deps, request)
}
