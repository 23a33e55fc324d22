import type { FinalBook, JobState } from '../history.ts'
import type { Timeline } from './timeline.ts'
import type { Violation } from './violation.ts'

/** A history with holes would show nothing: each change begins where the last one ended, and the last is how it is. */
export function checkSeen(all: readonly Timeline[], books: readonly FinalBook[]): readonly Violation[] {
  const byId = new Map(all.map((timeline) => [timeline.jobId, timeline]))
  return books
    .flatMap((book) => book.jobs)
    .flatMap((job): readonly Violation[] => {
      const steps = byId.get(job.id)?.steps ?? []
      const hole = steps.find((step, index) => !follows(steps[index - 1]?.after ?? null, step.before))
      if (hole !== undefined) {
        return [
          { invariant: 'unseen', detail: `job ${job.id}: something came before change ${hole.sequence}` },
        ]
      }
      const last = steps.at(-1)?.after.status ?? 'not there'
      return last === job.status
        ? []
        : [{ invariant: 'unseen', detail: `job ${job.id} was last seen ${last}, and is ${job.status}` }]
    })
}

const follows = (earlier: JobState | null, later: JobState | null): boolean =>
  earlier?.status === later?.status &&
  earlier?.epoch === later?.epoch &&
  earlier?.workerId === later?.workerId
