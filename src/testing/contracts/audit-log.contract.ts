import { uuidV7Ids } from '../../adapters/system/ids.ts'
import type { AuditEntry, AuditFilter } from '../../ports/audit-log.ts'
import { expectOk } from '../expect/expect-ok.ts'
import { expect, test } from '../runner.ts'
import { describeRepositories, type RepositoryContract } from './repositories-under-test.ts'

const entry = (changes: Partial<AuditEntry> = {}): Omit<AuditEntry, 'createdAt'> => ({
  id: uuidV7Ids.next(),
  actor: 'ann',
  action: 'DELETE /admin/audiobooks/:audiobook_id',
  target: { type: 'audiobook', id: 'b1' },
  outcome: 'done',
  status: 204,
  requestId: 'r1',
  ...changes,
})

/** What every `AuditLog` does. */
export function auditLogContract(contract: RepositoryContract): void {
  describeRepositories('audit log', contract, (current) => {
    test('tells what was recorded, newest first, by any filter and in pages', async () => {
      const { auditLog } = current()
      const entries = [
        entry(),
        entry({ actor: 'ben', target: null, action: 'POST /admin/jobs/retry', requestId: 'r2' }),
        entry({ outcome: 'refused', status: 404, target: { type: 'job', id: 'j1' } }),
      ]
      for (const one of entries) await expectOk(auditLog.record(one))
      const find = async (filter: Partial<AuditFilter>) => {
        const page = await expectOk(auditLog.list({ actor: null, ...filter }, { after: null, limit: 100 }))
        return page.items.map(({ id }) => id)
      }
      const [first, second, third] = entries.map(({ id }) => id)
      expect((await find({})).toSorted()).toEqual([first, second, third].toSorted())
      expect(await find({ actor: 'ben' })).toEqual([second])
      expect(await find({ action: 'POST /admin/jobs/retry' })).toEqual([second])
      expect(await find({ targetId: 'j1' })).toEqual([third])
      expect(await find({ outcome: 'refused' })).toEqual([third])
      expect(await find({ requestId: 'r2', actor: 'ann' })).toEqual([])
      expect(await find({ from: new Date('2100-01-01') })).toEqual([])
      expect((await find({ until: new Date('2100-01-01') })).length).toBe(3)

      const walked: AuditEntry[] = []
      for (let page = 0; page < 4; page += 1) {
        const after = walked.at(-1) ?? null
        const { items, hasMore } = await expectOk(auditLog.list({ actor: null }, { after, limit: 1 }))
        walked.push(...items)
        if (!hasMore) break
      }
      expect(walked.map(({ id }) => id)).toEqual(await find({}))
      const { createdAt, ...told } = walked.find(({ id }) => id === second) as AuditEntry
      expect([told, createdAt]).toEqual([entries[1], expect.any(Date)])
    })

    test('what is young is not pruned', async () => {
      const { auditLog } = current()
      await expectOk(auditLog.record(entry({ requestId: 'young' })))
      expect(await expectOk(auditLog.prune(1, 100))).toBe(0)
      const page = await expectOk(
        auditLog.list({ actor: null, requestId: 'young' }, { after: null, limit: 10 }),
      )
      expect(page.items.length).toBe(1)
    })
  })
}
