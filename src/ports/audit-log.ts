import type { PortResult } from './port-error.ts'
import type { Page, PageRequest, TimeCursor } from './repositories/page.ts'

/** `done`: it was done. `refused`: the caller was told why not (4xx). `failed`: it could not be done now (5xx). */
export const AUDIT_OUTCOMES = ['done', 'refused', 'failed'] as const
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number]

/** One thing that an admin did, or tried to do. */
export interface AuditEntry {
  readonly id: string
  readonly createdAt: Date
  /** Owner id of the caller. */
  readonly actor: string
  /** Method and pattern of the path, e.g. `DELETE /admin/audiobooks/:audiobook_id`. */
  readonly action: string
  /** What it was done to, or what it made; null when it was not one thing. */
  readonly target: AuditTarget | null
  readonly outcome: AuditOutcome
  /** Of the answer. */
  readonly status: number
  readonly requestId: string
}

export interface AuditTarget {
  /** e.g. `audiobook`, `job`, `upload`. */
  readonly type: string
  readonly id: string
}

/** Absent fields do not restrict. */
export interface AuditFilter {
  /** Null: of everyone. */
  readonly actor: string | null
  readonly action?: string
  readonly targetId?: string
  readonly outcome?: AuditOutcome
  readonly requestId?: string
  /** At or after; before. */
  readonly from?: Date
  readonly until?: Date
}

/** Who did what. Entries are added and, when they are old, removed; nothing changes one. */
export interface AuditLog {
  /** The time is the log's own. */
  record(entry: Omit<AuditEntry, 'createdAt'>): PortResult<void>
  /** Newest first. */
  list(filter: AuditFilter, request: PageRequest<TimeCursor>): PortResult<Page<AuditEntry>>
  /** Removes entries that are older than `maxAgeDays`, oldest first, at most `limit`. Answers how many. */
  prune(maxAgeDays: number, limit: number): PortResult<number>
}
