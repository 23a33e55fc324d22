import { expect, test } from 'bun:test'
import { startFakeSupabase } from 'chapterwise/testing'
import { startExample, TIMEOUT_MS } from './support.ts'

test(
  'examples/supabase-auth: admins of the project see what is theirs, others nothing',
  async () => {
    const supabase = await startFakeSupabase()
    const key = await supabase.auth.addKey('ES256')
    const tokenOf = (sub: string, role: string) =>
      supabase.auth.mint({ key, claims: { sub, app_metadata: { role } } })
    const example = await startExample('supabase-auth/server.ts', { SUPABASE_URL: supabase.url })
    const call = (token: string, path: string, init: RequestInit = {}) =>
      fetch(`${example.url}/api/v1/admin${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      })
    const ann = await tokenOf('8f0e2f0a-0000-4000-8000-000000000001', 'admin')
    const ben = await tokenOf('8f0e2f0a-0000-4000-8000-000000000002', 'admin')
    const reader = await tokenOf('8f0e2f0a-0000-4000-8000-000000000003', 'reader')
    const created = await call(ann, '/uploads', {
      method: 'POST',
      body: JSON.stringify({ upload_type: 'single', total_files: 1, total_size_bytes: 10 }),
    })
    const { upload_id: uploadId } = (await created.json()) as { upload_id: string }
    const statuses = await Promise.all(
      [ann, ben, reader, 'nonsense'].map(async (token) => (await call(token, `/uploads/${uploadId}`)).status),
    )
    expect(statuses).toEqual([200, 404, 403, 401])
    expect(await example.stop()).toBe(0)
    await supabase.close()
  },
  TIMEOUT_MS,
)
