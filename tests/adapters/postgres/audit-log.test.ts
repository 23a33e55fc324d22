import { describe, expect, test } from 'bun:test'
import { createPostgresAuditLog } from '../../../src/adapters/postgres/audit-log.ts'
import { uuidV7Ids } from '../../../src/adapters/system/ids.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { testDatabases } from '../../support/databases.ts'

const TIMEOUT_MS = 60_000

describe.each(testDatabases().map((kind) => [kind.name, kind] as const))('audit log on %s', (_name, kind) => {
  test(
    'is append-only: old entries alone can be pruned, and nothing changes one',
    async () => {
      const { database, close } = await kind.create()
      try {
        const { sql } = database
        const auditLog = createPostgresAuditLog(database)
        const entry = {
          actor: 'ann',
          action: 'POST /admin/jobs/retry',
          target: null,
          status: 200,
          requestId: 'r',
        }
        await expectOk(auditLog.record({ ...entry, id: uuidV7Ids.next(), outcome: 'done' }))
        await sql`
          INSERT INTO audit_log (id, created_at, actor, action, outcome, status, request_id)
          SELECT gen_random_uuid(), now() - interval '40 days', 'old', 'x', 'done', 200, 'r' FROM generate_series(1, 3)`
        expect(String(await sql`UPDATE audit_log SET actor = 'eve'`.catch(String))).toContain('append-only')
        expect(String(await sql`DELETE FROM audit_log`.catch(String))).toContain('append-only')
        expect(await expectOk(auditLog.prune(41, 10))).toBe(0)
        expect(await expectOk(auditLog.prune(30, 2))).toBe(2)
        expect(await expectOk(auditLog.prune(30, 2))).toBe(1)
        const left = await expectOk(auditLog.list({ actor: null }, { after: null, limit: 10 }))
        expect(left.items.map(({ actor }) => actor)).toEqual(['ann'])
      } finally {
        await close()
      }
    },
    TIMEOUT_MS,
  )
})
