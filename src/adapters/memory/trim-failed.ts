import { deadLetter } from '../../domain/job/dependents.ts'
import type { DeadLetter } from '../../domain/job/job.ts'
import { trimmedJobs } from '../../domain/job/trim.ts'
import { jobsOfBook } from './job-queries.ts'
import type { MemoryState } from './state.ts'

/** Of at most `limit` books. */
export function trimFailed(state: MemoryState, endedBefore: Date, limit: number): readonly DeadLetter[] {
  const trimmed = [...state.audiobooks.keys()]
    .map((id) => trimmedJobs(jobsOfBook(state, id), endedBefore))
    .filter(({ ids }) => ids.length > 0)
    .slice(0, limit)
  for (const id of trimmed.flatMap(({ ids }) => ids)) {
    state.jobs.delete(id)
    state.parts.delete(id)
  }
  return trimmed.flatMap(({ letters }) => letters.map(deadLetter))
}
