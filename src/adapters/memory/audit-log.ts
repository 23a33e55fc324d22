import { okAsync } from 'neverthrow'
import type { AuditEntry, AuditFilter, AuditLog } from '../../ports/audit-log.ts'
import type { Clock } from '../../ports/clock.ts'
import { newestFirst, pageAfter } from './pages.ts'
import type { MemoryState } from './state.ts'

const DAY_MS = 86_400_000

export const createMemoryAuditLog = ({ auditLog }: MemoryState, clock: Clock): AuditLog => ({
  record(entry) {
    auditLog.set(entry.id, { ...entry, createdAt: clock.now() })
    return okAsync(undefined)
  },
  list: (filter, request) =>
    okAsync(
      pageAfter(
        [...auditLog.values()].filter((entry) => matches(entry, filter)),
        newestFirst,
        request,
      ),
    ),
  prune(maxAgeDays, limit) {
    const oldestMs = clock.now().getTime() - maxAgeDays * DAY_MS
    const old = [...auditLog.values()]
      .filter(({ createdAt }) => createdAt.getTime() < oldestMs)
      .slice(0, limit)
    for (const { id } of old) auditLog.delete(id)
    return okAsync(old.length)
  },
})

const matches = (entry: AuditEntry, filter: AuditFilter): boolean =>
  (filter.actor === null || entry.actor === filter.actor) &&
  (filter.action === undefined || entry.action === filter.action) &&
  (filter.targetId === undefined || entry.target?.id === filter.targetId) &&
  (filter.outcome === undefined || entry.outcome === filter.outcome) &&
  (filter.requestId === undefined || entry.requestId === filter.requestId) &&
  (filter.from === undefined || entry.createdAt >= filter.from) &&
  (filter.until === undefined || entry.createdAt < filter.until)
