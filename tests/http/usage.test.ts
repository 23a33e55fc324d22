import { describe, expect, test } from 'bun:test'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { addBook, createTestApi, readProblem } from '../support/http-api.ts'

const call = {
  ...{ provider: 'gemini', model: 'm-1', operation: 'generate', audioSeconds: 0 },
  ...{ inputTokens: 1_000, outputTokens: 10, costUsd: 0.25 },
}

async function setUp() {
  const api = createTestApi()
  const ann = addBook(api, { ownerId: 'ann' })
  const bob = addBook(api, { ownerId: 'bob' })
  const record = (book: typeof ann, used: typeof call) =>
    expectOk(
      api.deps.usage.record(
        { audiobookId: book.audiobook.id, jobId: book.jobs[0]?.id ?? '', epoch: 1 },
        used,
      ),
    )
  await record(ann, call)
  await record(ann, { ...call, provider: 'rev.ai', model: 'machine', operation: 'transcribe', costUsd: 1 })
  await record(bob, call)
  return { api, ann }
}

describe('usage', () => {
  test('of a range, by provider unless told otherwise', async () => {
    const { api } = await setUp()
    expect(await (await api.call('/admin/usage')).json()).toMatchObject({
      items: [
        { provider: 'gemini', model: null, day: null, owner: null, calls: 2, cost_usd: 0.5 },
        { provider: 'rev.ai', calls: 1, cost_usd: 1 },
      ],
      totals: { calls: 3, cost_usd: 1.5 },
    })
    const byDay = await (await api.call('/admin/usage?group_by=day,owner')).json()
    expect(byDay).toMatchObject({
      items: [
        { day: '2026-01-01', owner: 'ann', calls: 2 },
        { day: '2026-01-01', owner: 'bob', calls: 1 },
      ],
    })
    const before = '?from=2025-01-01T00:00:00Z&until=2025-06-01T00:00:00Z'
    expect(await (await api.call(`/admin/usage${before}`)).json()).toMatchObject({
      items: [],
      totals: { calls: 0 },
    })
  })

  test('of one book, by model', async () => {
    const { api, ann } = await setUp()
    expect(await (await api.call(`/admin/audiobooks/${ann.audiobook.id}`)).json()).toMatchObject({
      usage: { calls: 2, cost_usd: 1.25 },
      usage_by_provider: [
        { provider: 'gemini', model: 'm-1', operation: 'generate', calls: 1, cost_usd: 0.25 },
        { provider: 'rev.ai', model: 'machine', operation: 'transcribe', calls: 1, cost_usd: 1 },
      ],
    })
  })

  test.each([
    ['group_by=colour', 'validation_failed'],
    ['from=yesterday', 'validation_failed'],
    ['from=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z', 'invalid_range'],
    ['from=2020-01-01T00:00:00Z', 'invalid_range'],
  ])('%s is refused', async (query, code) => {
    const { api } = await setUp()
    expect((await readProblem(await api.call(`/admin/usage?${query}`), 400)).code).toBe(code)
  })
})
