import type { ResultAsync } from 'neverthrow'
import type { Job } from '../../domain/job/job.ts'
import type { JobFilter, JobRepository } from '../../ports/repositories/jobs.ts'
import type { Page, PageRequest, TimeCursor } from '../../ports/repositories/page.ts'
import { type Caller, ownerScope } from '../caller.ts'
import { type UseCaseError, unavailable } from '../use-case-error.ts'

export interface ListJobsInput {
  readonly caller: Caller
  readonly filter: Omit<JobFilter, 'ownerId'>
  readonly request: PageRequest<TimeCursor>
}

/** Jobs of the caller's books, newest first. With status `failed`: the dead letters. */
export function createListJobs({ jobs }: { readonly jobs: JobRepository }) {
  return ({ caller, filter, request }: ListJobsInput): ResultAsync<Page<Job>, UseCaseError> =>
    jobs.list({ ...filter, ownerId: ownerScope(caller) }, request).mapErr(unavailable)
}
