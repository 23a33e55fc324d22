import { describe, expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { addBook, createTestApi, readProblem } from '../support/http-api.ts'

interface Entry {
  readonly actor: string
  readonly action: string
  readonly target_type: string | null
  readonly target_id: string | null
  readonly outcome: string
  readonly status: number
  readonly request_id: string
}

const listOf = async (api: ReturnType<typeof createTestApi>, query = '', token?: string) => {
  const response = await api.call(`/admin/audit${query}`, token === undefined ? {} : { token })
  return (await response.json()) as { items: Entry[]; next_cursor: string | null }
}

describe('the audit log', () => {
  test('has who did what to what, and how it ended; reading and strangers leave no trace', async () => {
    const api = createTestApi()
    const { audiobook } = addBook(api)
    const path = `/admin/audiobooks/${audiobook.id}`
    await api.call(path)
    await api.call(path, { method: 'DELETE', token: 'a-wrong-token' })
    await api.call(path, { method: 'DELETE', headers: { 'x-request-id': 'r1' } })
    await api.call(path, { method: 'DELETE', headers: { 'x-request-id': 'r2' } })
    await api.call('/admin/uploads', {
      method: 'POST',
      json: { upload_type: 'single', total_files: 1, total_size_bytes: 10 },
    })
    const { items } = await listOf(api)
    const upload = [...api.state.uploads.keys()].at(-1)
    const deletion = {
      action: 'DELETE /admin/audiobooks/:audiobook_id',
      ...{ target_type: 'audiobook', target_id: audiobook.id },
    }
    expect(items.toSorted((left, right) => left.status - right.status)).toMatchObject([
      { action: 'POST /admin/uploads', outcome: 'done', target_type: 'upload', target_id: upload },
      { ...deletion, outcome: 'done', status: 204, request_id: 'r1' },
      { ...deletion, outcome: 'refused', status: 404, request_id: 'r2' },
    ])
    expect((await listOf(api, '?outcome=refused')).items.map(({ request_id }) => request_id)).toEqual(['r2'])
    expect((await listOf(api, `?target_id=${upload}`)).items.length).toBe(1)
    const { items: page, next_cursor: cursor } = await listOf(api, '?limit=2')
    expect([page.length, (await listOf(api, `?limit=2&cursor=${cursor}`)).items.length]).toEqual([2, 1])
  })

  test('shows others what they did themselves', async () => {
    const callers: Record<string, { ownerId: string; seesAll: boolean }> = {
      ann: { ownerId: 'ann', seesAll: false },
      root: { ownerId: 'root', seesAll: true },
    }
    const api = createTestApi({
      tokens: {
        verifyAdmin: (token) => okAsync(callers[token] ?? { ownerId: 'nobody', seesAll: false }),
        verifyWorker: () => okAsync(undefined),
      },
    })
    for (const token of ['ann', 'root']) {
      await api.call('/admin/queues/tag/pause', { method: 'POST', token })
    }
    const actors = async (token: string, query = '') =>
      (await listOf(api, query, token)).items.map(({ actor }) => actor).toSorted()
    expect(await actors('root')).toEqual(['ann', 'root'])
    expect(await actors('root', '?actor=ann')).toEqual(['ann'])
    expect(await actors('ann', '?actor=root')).toEqual(['ann'])
  })

  test('refuses a cursor of another list', async () => {
    const problem = await readProblem(await createTestApi().call('/admin/audit?cursor=x'), 400)
    expect(problem.code).toBe('invalid_cursor')
  })
})
