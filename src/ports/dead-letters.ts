import type { DeadLetter, JobType } from '../domain/job/job.ts'
import type { PortResult } from './port-error.ts'

/** A stretch of the ids that are shown. */
export interface DeadLetterPage {
  readonly ids: readonly string[]
  /** Where the next stretch begins; null: there is none. */
  readonly next: string | null
}

/**
 * Dead letters as the queue shows them to who looks there. The database knows them; nothing is decided by what is
 * shown, and it is made equal to the database time and again.
 */
export interface DeadLetterMirror {
  /** Idempotent; of two times of one job the later call counts. */
  recordFailed(letters: readonly DeadLetter[]): PortResult<void>
  /** Idempotent. */
  forgetFailed(letters: readonly Pick<DeadLetter, 'id' | 'type'>[]): PortResult<void>
  /**
   * The ids of a type, in no order, page by page from `cursor` (null: the first). Over all pages each id that stays is
   * met, some perhaps twice.
   */
  listFailed(type: JobType, cursor: string | null): PortResult<DeadLetterPage>
}
