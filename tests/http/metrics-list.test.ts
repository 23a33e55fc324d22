import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { createMetrics } from '../../src/http/metrics/metrics.ts'

interface Metric {
  readonly name: string
  readonly kind: string
}

const byName = (left: Metric, right: Metric) => left.name.localeCompare(right.name)

test('docs/metrics.md lists every metric that there is, and no other', async () => {
  const text = await createMetrics().render({})
  const existing = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', kind = '']) => ({
    name,
    kind,
  }))
  const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/^\| `(\w+)` \| (\w+) /gm)].map(([, name = '', kind = '']) => ({
    name,
    kind,
  }))
  expect(existing.length).toBeGreaterThan(25)
  expect(listed.toSorted(byName)).toEqual(existing.toSorted(byName))
})
