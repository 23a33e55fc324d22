import type { ResultAsync } from 'neverthrow'
import type { AuditEntry, AuditFilter, AuditLog } from '../ports/audit-log.ts'
import type { Page, PageRequest, TimeCursor } from '../ports/repositories/page.ts'
import type { Caller } from './caller.ts'
import { type UseCaseError, unavailable } from './use-case-error.ts'

export interface ListAuditLogInput {
  readonly caller: Caller
  readonly filter: Omit<AuditFilter, 'actor'> & { readonly actor?: string }
  readonly request: PageRequest<TimeCursor>
}

/** What admins did, newest first. Who sees all sees everyone's doings, others their own. */
export function createListAuditLog({ auditLog }: { readonly auditLog: AuditLog }) {
  return ({ caller, filter, request }: ListAuditLogInput): ResultAsync<Page<AuditEntry>, UseCaseError> => {
    const actor = caller.seesAll ? (filter.actor ?? null) : caller.ownerId
    return auditLog.list({ ...filter, actor }, request).mapErr(unavailable)
  }
}
