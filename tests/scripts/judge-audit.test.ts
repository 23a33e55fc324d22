import { describe, expect, test } from 'bun:test'
import { judgeAudit } from '../../scripts/audit/judge-audit.ts'

const NOW = new Date('2026-11-28T12:00:00Z')
const advisory = (id: string, severity: string) => ({
  ...{ source: 1, name: 'lamp', title: 'Burns', severity, range: '<2' },
  url: `https://github.com/advisories/${id}`,
})
const report = (via: readonly unknown[]) =>
  JSON.stringify({ vulnerabilities: { lamp: { name: 'lamp', severity: 'high', via, effects: [] } } }, null, 2)
const excuse = (id: string, until: string) => ({ advisory: id, reason: 'Not called.', until })

describe('the audit of dependencies', () => {
  test('fails for high and critical vulnerabilities, and tells which', () => {
    const output = report([advisory('GHSA-high', 'high'), advisory('GHSA-low', 'moderate'), 'other'])
    expect(judgeAudit(output, [], NOW)).toEqual({
      failures: ['lamp: high: Burns (https://github.com/advisories/GHSA-high)'],
      notes: [],
    })
    expect(judgeAudit(report([advisory('GHSA-worse', 'critical')]), [], NOW).failures).toHaveLength(1)
  })

  test('passes what was excused, until its day comes', () => {
    const output = report([advisory('GHSA-high', 'high')])
    expect(judgeAudit(output, [excuse('GHSA-high', '2026-12-01')], NOW)).toEqual({ failures: [], notes: [] })
    expect(judgeAudit(output, [excuse('GHSA-high', '2026-11-28')], NOW).failures).toHaveLength(2)
    expect(judgeAudit(output, [excuse('GHSA-other', '2026-12-01')], NOW).failures).toHaveLength(1)
  })

  test('asks for excuses that are not needed any more to be removed', () => {
    const { failures, notes } = judgeAudit('{"vulnerabilities":{}}', [excuse('GHSA-old', '2026-12-01')], NOW)
    expect(failures).toEqual([])
    expect(notes[0]).toContain('GHSA-old is not reported any more')
  })

  test('says that a registry has no audit, and fails nothing', () => {
    const output =
      'npm warn audit 405 Method Not Allowed\nnpm error audit endpoint returned an error\n{\n  "message": "405 Method Not Allowed"\n}\nnpm error A complete log\n'
    expect(judgeAudit(output, [], NOW)).toEqual({
      failures: [],
      notes: ['not audited: 405 Method Not Allowed'],
    })
    for (const nothing of ['', 'ENOTFOUND', '{ cut off']) {
      expect(judgeAudit(nothing, [], NOW).notes).toEqual(['not audited: the registry gave no answer'])
    }
  })

  test('reads a report that npm wrote warnings around', () => {
    const output = `npm warn something\n${report([advisory('GHSA-high', 'high')])}\nnpm notice`
    expect(judgeAudit(output, [], NOW).failures).toHaveLength(1)
  })
})
