import { describe, expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { jobReference } from '../../src/domain/job/dependents.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { MAX_DELETED_OF_OWNER } from '../../src/usecases/owners/delete-owner-data.ts'
import { addBook, createTestApi, readProblem, type TestApi } from '../support/http-api.ts'

const dataOf = (owner: string) => `/admin/owners/${encodeURIComponent(owner)}/data`

async function remove(api: TestApi, owner: string, query = '') {
  const response = await api.call(`${dataOf(owner)}${query}`, { method: 'DELETE' })
  expect(response.status).toBe(200)
  return (await response.json()) as { audiobooks: number; uploads: number; has_more: boolean }
}

const addWebhook = (api: TestApi, ownerId: string) =>
  expectOk(
    api.deps.webhooks.create(
      {
        ...{ id: api.deps.ids.next(), ownerId, seesAll: false, url: 'https://example.com', description: '' },
        ...{ eventTypes: [], status: 'active', secret: 'whsec_c2VjcmV0' },
      },
      null,
      20,
    ),
  )

describe('DELETE /admin/owners/{id}/data', () => {
  test('removes books, uploads, jobs and objects of that owner alone', async () => {
    const api = createTestApi()
    const mine = addBook(api, { ownerId: 'ann' })
    const loose = addBook(api, { ownerId: 'ann', withBook: false })
    const other = addBook(api, { ownerId: 'bob' })
    await expectOk(
      api.deps.queue.enqueue(mine.jobs.filter(({ gate }) => gate.length === 0).map(jobReference)),
    )
    for (const ownerId of ['ann', 'bob']) await addWebhook(api, ownerId)
    const dry = await remove(api, 'ann', '?dry_run=true')
    expect(dry).toEqual({
      owner_id: 'ann',
      dry_run: true,
      audiobooks: 1,
      uploads: 1,
      webhooks: 1,
      has_more: false,
    } as never)
    expect([...api.state.audiobooks.keys()].sort()).toEqual([mine.audiobook.id, other.audiobook.id].sort())

    expect(await remove(api, 'ann')).toMatchObject({
      ...{ audiobooks: 1, uploads: 1, webhooks: 1, has_more: false },
    })
    const left = await expectOk(api.deps.webhooks.list(null, { after: null, limit: 10 }))
    expect(left.items.map(({ ownerId }) => ownerId)).toEqual(['bob'])
    expect([...api.state.audiobooks.keys()]).toEqual([other.audiobook.id])
    expect([...api.state.uploads.keys()]).toEqual([other.upload.id])
    expect([...api.state.jobs.values()].every(({ audiobookId }) => audiobookId === other.audiobook.id)).toBe(
      true,
    )
    const leases = await expectOk(api.deps.queue.lease('transcribe', 10, { waitMs: 0, leaseMs: 60_000 }))
    expect(leases).toEqual([])
    const kept = new Set(api.state.discards.keys())
    for (const { storageKey } of [...mine.files, ...loose.files]) expect(kept.has(storageKey)).toBe(true)
    for (const { storageKey } of other.files) expect(kept.has(storageKey)).toBe(false)
    expect(await remove(api, 'ann')).toMatchObject({ audiobooks: 0, uploads: 0, has_more: false })
  })

  test('removes a bounded part with each call, and says that there is more', async () => {
    const api = createTestApi()
    for (let index = 0; index < MAX_DELETED_OF_OWNER + 3; index += 1) addBook(api, { ownerId: 'ann' })
    addBook(api, { ownerId: 'ann', withBook: false })
    expect(await remove(api, 'ann')).toMatchObject({ audiobooks: 100, uploads: 0, has_more: true })
    expect(await remove(api, 'ann')).toMatchObject({ audiobooks: 3, uploads: 1, has_more: false })
    expect([api.state.audiobooks.size, api.state.uploads.size]).toEqual([0, 0])
  })

  test('is for static tokens alone', async () => {
    const owner = { ownerId: 'ann', seesAll: false }
    const base = createTestApi()
    const api = createTestApi({ tokens: { ...base.deps.tokens, verifyAdmin: () => okAsync(owner) } })
    addBook(api, { ownerId: 'ann' })
    const refused = await readProblem(await api.call(dataOf('ann'), { method: 'DELETE' }), 403)
    expect(refused.code).toBe('owner_not_yours')
    expect(api.state.audiobooks.size).toBe(1)
  })
})
