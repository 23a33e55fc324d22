import type { JobType } from '../../src/domain/job/job.ts'

/**
 * `pg-boss flow`: its own dependencies (`flow()`), opened by its resolver. `pg-boss handlers`: each handler sends what
 * its job opens, in the transaction that completes the job. `bullmq`: flows where they fit, state in Postgres.
 */
export const CANDIDATES = ['ours', 'pg-boss flow', 'pg-boss handlers', 'bullmq'] as const
export type CandidateName = (typeof CANDIDATES)[number]

export type Role = 'api' | 'transcriber' | 'worker'

/** What a process of the bench is told on its command line. */
export interface Settings {
  readonly candidate: CandidateName
  readonly role: Role
  readonly databaseUrl: string
  readonly redisUrl: string
  /** Of the API that serves or is reported to; ours only. */
  readonly apiPort: number
  readonly directory: string
  /** Jobs of one type at a time, in one process. */
  readonly slots: number
  /** How long an engine takes; 0: no time at all. */
  readonly workMs: number
}

/** A process that stands: it makes books (an API) or runs jobs. */
export interface RunningRole {
  makeBook(uploadId: string, title: string): Promise<void>
  close(): Promise<void>
}

export const TYPES_OF: Readonly<Record<Role, readonly JobType[]>> = {
  api: [],
  transcriber: ['transcribe'],
  worker: ['summarize', 'tag', 'embed'],
}

/** The queues of BullMQ and pg-boss bear the names of the types of jobs. */
export const ALL_TYPES: readonly JobType[] = [...TYPES_OF.transcriber, ...TYPES_OF.worker]

export const onlyMakesBooks = (role: Role) => async (): Promise<never> => {
  throw new Error(`a ${role} makes no books`)
}

/** Our vectors without pgvector: a domain that takes the text form in which vectors are written. */
export const WITHOUT_MIGRATIONS = ['0002_vectors']

export type Request =
  /** Makes a book of each upload, `concurrency` at a time. */
  | {
      readonly do: 'make_books'
      readonly uploadIds: readonly string[]
      readonly title: string
      readonly concurrency: number
    }
  /** How often each engine was called so far. */
  | { readonly do: 'count_calls' }

export type EngineCalls = Readonly<Record<JobType, number>>

export interface Answers {
  make_books: Record<string, never>
  count_calls: EngineCalls
}
