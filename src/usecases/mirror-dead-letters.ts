import { ok, safeTry } from 'neverthrow'
import { JOB_TYPES, type JobType } from '../domain/job/job.ts'
import type { DeadLetterMirror } from '../ports/dead-letters.ts'
import type { Exclusive } from '../ports/exclusive.ts'
import type { PortResult } from '../ports/port-error.ts'
import { type JobRepository, MAX_LISTED_JOBS } from '../ports/repositories/jobs.ts'
import type { TimeCursor } from '../ports/repositories/page.ts'

export interface MirrorDeadLettersDeps {
  readonly jobs: Pick<JobRepository, 'listFailed' | 'filterFailed'>
  readonly queue: DeadLetterMirror
  readonly exclusive: Exclusive
}

export interface MirrorOutcome {
  readonly recorded: number
  readonly forgotten: number
}

export interface MirrorDeadLetters {
  /** One pass. Null: another process does it. */
  run(): PortResult<MirrorOutcome | null>
  /** The next pass begins at the beginning: what is shown was lost. */
  restart(): void
}

/** Pages in one half of a pass; with more dead letters than these hold, the next pass goes on where this one ended. */
const MAX_PAGES = 20

/**
 * Makes the dead letters that the queue shows those of the database: page by page they are recorded, and what is shown
 * and is none is forgotten. Reports and retries tell the queue at once; this mends what they could not tell.
 */
export function createMirrorDeadLetters({
  jobs,
  queue,
  exclusive,
}: MirrorDeadLettersDeps): MirrorDeadLetters {
  let recordAfter: TimeCursor | null = null
  const shownFrom = new Map<JobType, string>()
  let isRestarted = false

  const record = (): PortResult<number> =>
    safeTry(async function* () {
      let recorded = 0
      for (let pages = 0; pages < MAX_PAGES; pages += 1) {
        const page = yield* await jobs.listFailed({ after: recordAfter, limit: MAX_LISTED_JOBS })
        if (page.items.length > 0) yield* await queue.recordFailed(page.items)
        recorded += page.items.length
        recordAfter = page.hasMore ? (page.items.at(-1) ?? null) : null
        if (recordAfter === null) break
      }
      return ok(recorded)
    })

  const forget = (type: JobType): PortResult<number> =>
    safeTry(async function* () {
      let forgotten = 0
      for (let pages = 0; pages < MAX_PAGES; pages += 1) {
        const { ids, next } = yield* await queue.listFailed(type, shownFrom.get(type) ?? null)
        const failed = new Set(ids.length === 0 ? [] : yield* await jobs.filterFailed(ids))
        const over = ids.filter((id) => !failed.has(id)).map((id) => ({ id, type }))
        if (over.length > 0) yield* await queue.forgetFailed(over)
        forgotten += over.length
        if (next === null) {
          shownFrom.delete(type)
          break
        }
        shownFrom.set(type, next)
      }
      return ok(forgotten)
    })

  const pass = (): PortResult<MirrorOutcome> =>
    safeTry(async function* () {
      if (isRestarted) {
        recordAfter = null
        shownFrom.clear()
        isRestarted = false
      }
      const recorded = yield* await record()
      let forgotten = 0
      for (const type of JOB_TYPES) forgotten += yield* await forget(type)
      return ok({ recorded, forgotten })
    })

  return {
    run: () => exclusive.tryRun('mirror dead letters', pass),
    restart: () => {
      isRestarted = true
    },
  }
}
