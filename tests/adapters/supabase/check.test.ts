import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createServer } from 'node:http'
import { type FakeSupabase, startFakeSupabase } from '../../../src/testing/fakes/supabase/server.ts'
import { findFreePort } from '../../support/free-port.ts'
import { BUCKET, MEBIBYTE, storageAt } from './project-under-test.ts'

let fake: FakeSupabase
beforeEach(async () => {
  fake = await startFakeSupabase({ globalLimitBytes: 2000 * MEBIBYTE })
})
afterEach(() => fake.close())

const errorOf = async (storage: ReturnType<typeof storageAt>) => (await storage.check())._unsafeUnwrapErr()

const callApi = (path: string, method: string, body: unknown) =>
  fetch(`${fake.url}/storage/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${fake.keys.serviceRole}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const makeBucket = (settings: Readonly<Record<string, unknown>>) =>
  callApi('/bucket', 'POST', { id: BUCKET, name: BUCKET, public: false, ...settings })

describe('the bucket', () => {
  test('is made, private and with the limit, and then left alone', async () => {
    const storage = storageAt(fake)
    expect((await storage.check()).isOk()).toBe(true)
    expect(fake.bucket(BUCKET)).toEqual({
      isPublic: false,
      fileSizeLimitBytes: 1024 * MEBIBYTE,
      objects: [],
    })
    expect((await storage.check()).isOk()).toBe(true)
    expect(fake.requests.filter(({ method }) => method === 'POST').length).toBe(1)
  })

  test('is made once by processes that start together', async () => {
    const checks = await Promise.all([1, 2, 3].map(() => storageAt(fake).check()))
    expect(checks.every((result) => result.isOk())).toBe(true)
  })

  test('that exists may be without limits', async () => {
    await makeBucket({})
    expect((await storageAt(fake).check()).isOk()).toBe(true)
  })

  test('must not be public', async () => {
    await makeBucket({ public: true })
    expect(await errorOf(storageAt(fake))).toMatchObject({
      kind: 'permanent',
      code: 'storage_misconfigured',
      message: expect.stringContaining('public'),
    })
  })

  test('must take files as large as may be uploaded', async () => {
    await makeBucket({ file_size_limit: '50MB' })
    const { message } = await errorOf(storageAt(fake))
    expect(message).toContain('50000000')
    expect(message).toContain('MAX_FILE_SIZE_BYTES')
  })

  test('must take audio and covers', async () => {
    await makeBucket({ allowed_mime_types: ['audio/*'] })
    expect((await errorOf(storageAt(fake))).message).toContain('image/*')
  })

  test('can not be larger than the project allows', async () => {
    const { message } = await errorOf(storageAt(fake, { maxFileSizeBytes: 3000 * MEBIBYTE }))
    expect(message).toContain('MAX_FILE_SIZE_BYTES')
    expect(message).toContain('50 MB')
  })

  test('that is removed later is missed by name', async () => {
    const storage = storageAt(fake)
    await storage.check()
    await callApi(`/bucket/${BUCKET}`, 'DELETE', {})
    expect((await storage.list('', 1))._unsafeUnwrapErr()).toMatchObject({
      kind: 'permanent',
      code: 'storage_bucket_missing',
      message: expect.stringContaining(BUCKET),
    })
  })
})

describe('wrong credentials', () => {
  test.each([
    ['the anon key', () => fake.keys.anon, 'role anon'],
    ['a publishable key', () => fake.keys.publishable, 'publishable'],
    ['half a key', () => fake.keys.serviceRole.slice(0, 20), 'cut off'],
  ])('%s is told without asking', async (_name, key, told) => {
    const error = await errorOf(storageAt(fake, { key: key() }))
    expect(error).toMatchObject({ kind: 'permanent', code: 'storage_denied' })
    expect(error.message).toContain(told)
    expect(error.message).not.toContain(key())
    expect(fake.requests.length).toBe(0)
  })

  test('the key of another project is told without asking', async () => {
    const storage = storageAt(fake, { url: 'https://other.supabase.co' })
    expect((await errorOf(storage)).message).toContain('belongs to project fake')
  })

  test.each([
    ['a service key that the project does not know', (key: string) => `${key.slice(0, -6)}AAAAAA`],
    ['a secret key that the project does not know', () => 'sb_secret_unknown'],
  ])('%s', async (_name, change) => {
    const error = await errorOf(storageAt(fake, { key: change(fake.keys.serviceRole) }))
    expect(error).toMatchObject({ kind: 'permanent', code: 'storage_denied' })
    expect(error.message).toContain('SUPABASE_SERVICE_ROLE_KEY')
  })
})

describe('a wrong address', () => {
  test('where nobody listens', async () => {
    const error = await errorOf(storageAt(fake, { url: `http://127.0.0.1:${await findFreePort()}` }))
    expect(error).toMatchObject({ kind: 'transient', code: 'storage_unavailable' })
    expect(error.message).toContain('SUPABASE_URL')
  })

  test('where something else answers', async () => {
    const other = createServer((_request, response) => response.writeHead(404).end('<html>no</html>'))
    const port = await findFreePort()
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
    const error = await errorOf(storageAt(fake, { url: `http://127.0.0.1:${port}` }))
    other.close()
    expect(error).toMatchObject({ kind: 'permanent', code: 'storage_misconfigured' })
    expect(error.message).toContain('SUPABASE_URL')
  })
})
