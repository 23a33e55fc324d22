import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { AuditOutcome, AuditTarget } from '../ports/audit-log.ts'
import { API_BASE_PATH } from './base-path.ts'
import type { HttpDeps, HttpEnv } from './deps.ts'

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])
const ID = /^(\w+)_id$/

/**
 * Writes down what admins change, before they are answered. What can't be written down was done all the same: the log of
 * the process tells of it then. Strangers leave no entry, and reading leaves none.
 */
export function audit({ auditLog, ids, logger }: Pick<HttpDeps, 'auditLog' | 'ids' | 'logger'>) {
  const write: MiddlewareHandler<HttpEnv> = async (c, next) => {
    await next()
    const caller = c.get('caller')
    if (READING.has(c.req.method) || caller === undefined) return
    const entry = {
      id: ids.next(),
      actor: caller.ownerId,
      action: actionOf(c),
      target: targetOf(c),
      outcome: outcomeOf(c.res.status),
      status: c.res.status,
      requestId: c.get('requestId'),
    }
    const recorded = await auditLog.record(entry)
    if (recorded.isErr()) logger.error('audit entry not written', { ...entry, code: recorded.error.code })
  }
  return write
}

const actionOf = (c: Context<HttpEnv>): string => {
  const path = routePath(c, -1)
  return `${c.req.method} ${path.startsWith(API_BASE_PATH) ? path.slice(API_BASE_PATH.length) : path}`
}

const outcomeOf = (status: number): AuditOutcome => {
  if (status < 400) return 'done'
  return status < 500 ? 'refused' : 'failed'
}

function targetOf(c: Context<HttpEnv>): AuditTarget | null {
  for (const [name, id] of Object.entries(c.req.param()).toReversed()) {
    const type = ID.exec(name)?.[1] ?? (name === 'job_type' ? 'queue' : undefined)
    if (type !== undefined && typeof id === 'string') return { type, id: id.toLowerCase() }
  }
  return c.get('made') ?? null
}
