import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { createTokenVerifier } from '../../src/http/tokens/token-verifier.ts'
import type { Backups } from '../../src/ports/backup.ts'
import { transientError } from '../../src/ports/port-error.ts'
import { createTestApi, readProblem } from '../support/http-api.ts'

const BACKUPS = '/admin/backups'

/** Archives of two chunks; tells how often one was closed. */
function fakeBackups() {
  const closed = { times: 0 }
  const backups: Backups = {
    open: () =>
      okAsync({
        body: (async function* () {
          yield new TextEncoder().encode('first ')
          yield new TextEncoder().encode('second')
        })(),
        close: async () => {
          closed.times += 1
        },
      }),
  }
  return { backups, closed }
}

describe('POST /admin/backups', () => {
  test('sends the archive, and lets go of it at its end', async () => {
    const { backups, closed } = fakeBackups()
    const response = await createTestApi({ backups }).call(BACKUPS, { method: 'POST' })
    expect(response.headers.get('content-type')).toBe('application/x-tar')
    expect(response.headers.get('content-disposition')).toMatch(/chapterwise-\d{4}-\d\d-\d\d\.tar/)
    expect(await response.text()).toBe('first second')
    expect(closed.times).toBe(1)
  })

  test('lets go of it when the client leaves, whether it has read or not', async () => {
    const { backups, closed } = fakeBackups()
    const api = createTestApi({ backups })
    await (await api.app.request(`/api/v1${BACKUPS}`, post())).body?.cancel()
    expect(closed.times).toBeGreaterThan(0)
    const before = closed.times
    const reader = (await api.app.request(`/api/v1${BACKUPS}`, post())).body?.getReader()
    await reader?.read()
    await reader?.cancel()
    expect(closed.times).toBeGreaterThan(before)
  })

  test('is refused to owners, to servers that keep nothing, and while another is read', async () => {
    const { backups } = fakeBackups()
    const tokens = createTokenVerifier({ adminTokens: [], workerToken: null, supabase: null })
    const owner = { ownerId: 'someone', seesAll: false }
    const owned = createTestApi({ backups, tokens: { ...tokens, verifyAdmin: () => okAsync(owner) } })
    const forbidden = await readProblem(await owned.call(BACKUPS, { method: 'POST' }), 403)
    expect(forbidden.code).toBe('backup_not_for_owners')
    const elsewhere = await readProblem(await createTestApi().call(BACKUPS, { method: 'POST' }), 409)
    expect(elsewhere.code).toBe('backup_kept_elsewhere')
    const failing = (code: string) =>
      createTestApi({ backups: { open: () => errAsync(transientError(code, 'Not now.')) } })
    const busy = await failing('backup_in_progress').call(BACKUPS, { method: 'POST' })
    expect(busy.headers.get('retry-after')).toBe('30')
    expect((await readProblem(busy, 409)).code).toBe('backup_in_progress')
    const broken = await failing('backup_failed').call(BACKUPS, { method: 'POST' })
    expect((await readProblem(broken, 503)).code).toBe('service_unavailable')
  })
})

const post = () => ({ method: 'POST', headers: { authorization: 'Bearer admin-token-for-tests' } })
