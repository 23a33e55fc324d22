import type { AuditLog } from '../ports/audit-log.ts'
import type { PortResult } from '../ports/port-error.ts'

/** One pass removes so many; the next goes on. */
const BATCH_ENTRIES = 10_000

/** Removes what need not be kept any more. Answers how many entries. */
export const createPruneAuditLog =
  (deps: { readonly auditLog: Pick<AuditLog, 'prune'>; readonly auditKeepDays: number }) =>
  (): PortResult<number> =>
    deps.auditLog.prune(deps.auditKeepDays, BATCH_ENTRIES)
