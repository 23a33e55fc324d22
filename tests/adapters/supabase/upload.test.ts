import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ByteStream } from '../../../src/ports/storage.ts'
import {
  DATABASE_TIMEOUT,
  type Fault,
  HTML_503,
  slowDown,
} from '../../../src/testing/fakes/supabase/faults.ts'
import type { FakeSupabase } from '../../../src/testing/fakes/supabase/server.ts'
import { patternBytes, readAll, streamOf } from '../../../src/testing/fixtures/bytes.ts'
import { BUCKET, MEBIBYTE, startProject, storageAt } from './project-under-test.ts'

/** Megabytes are sent many times; on a busy machine that takes a while. */
setDefaultTimeout(60_000)

const KEY = 'uploads/u1/f1.mp3'
const MP3 = { mediaType: 'audio/mpeg' }
const BLOCK_BYTES = 6 * MEBIBYTE
const RESUMABLE = /\/upload\/resumable/
const OBJECT = /\/object\/audio\//

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const larger = patternBytes(2 * BLOCK_BYTES + 3 * MEBIBYTE)
const large = larger.subarray(0, 2 * BLOCK_BYTES + 54_321)

let fake: FakeSupabase
let storage: ReturnType<typeof storageAt>
beforeEach(async () => {
  const project = await startProject()
  fake = project.fake
  storage = project.storage
})
afterEach(() => fake.close())

const stored = () => fake.bucket(BUCKET)?.objects ?? []
const methods = (path: RegExp) =>
  fake.requests.filter((request) => path.test(request.path)).map(({ method }) => method)

async function expectStored(bytes: Uint8Array) {
  const result = (await storage.put(KEY, streamOf(bytes), MP3))._unsafeUnwrap()
  expect(result).toEqual({ sizeBytes: bytes.length, sha256: sha256(bytes) })
  expect(stored()).toEqual([
    { name: KEY, sizeBytes: bytes.length, sha256: sha256(bytes), mediaType: 'audio/mpeg' },
  ])
  expect(fake.openUploads()).toBe(0)
}

describe('the way of an upload', () => {
  test('one request for what fits in a block', async () => {
    await expectStored(large.subarray(0, BLOCK_BYTES))
    expect(methods(OBJECT)).toEqual(['POST'])
    expect(methods(RESUMABLE)).toEqual([])
  })

  test.each([
    ['a byte more than a block', BLOCK_BYTES + 1, 2],
    ['blocks without a rest', 2 * BLOCK_BYTES, 2],
    ['blocks and a rest', large.length, 3],
  ])('resumable for %s', async (_name, sizeBytes, patches) => {
    await expectStored(large.subarray(0, sizeBytes))
    expect(methods(RESUMABLE)).toEqual(['POST', ...Array<string>(patches).fill('PATCH')])
    expect(methods(OBJECT)).toEqual([])
  })

  test('a resumable upload replaces what is there', async () => {
    await storage.put(KEY, streamOf('old'), MP3)
    await expectStored(large)
  })

  test('however the bytes come', async () => {
    async function* odd(): ByteStream {
      for (let start = 0; start < large.length; start += 99_991) yield large.subarray(start, start + 99_991)
    }
    const result = (await storage.put(KEY, odd(), MP3))._unsafeUnwrap()
    expect(result).toEqual({ sizeBytes: large.length, sha256: sha256(large) })
    expect(stored()[0]?.sha256).toBe(sha256(large))
  })

  test('also with a secret key of the new kind', async () => {
    storage = storageAt(fake, { key: fake.keys.secret })
    await expectStored(large)
  })
})

describe('faults that an upload survives', () => {
  const faults: readonly (readonly [string, Fault])[] = [
    ['a proxy out of order', { ...HTML_503, times: 2 }],
    ['an overloaded database', slowDown()],
    ['a storage that asks to wait', slowDown(0)],
    ['a database that does not answer', DATABASE_TIMEOUT],
    ['an answer that gets lost', { dropResponse: true }],
    ['a connection that breaks in the body', { cutRequestAfterBytes: 1_000_000 }],
  ]

  test.each(faults)('in one request: %s', async (_name, fault) => {
    fake.faults.add({ ...fault, method: 'POST', path: OBJECT })
    await expectStored(large.subarray(0, 2 * MEBIBYTE))
    expect(fake.faults.left()).toBe(0)
  })

  test.each(faults)('in the first block: %s', async (_name, fault) => {
    fake.faults.add({ ...fault, method: 'PATCH', path: RESUMABLE })
    await expectStored(large)
    expect(fake.faults.left()).toBe(0)
  })

  test.each(faults)('in the last block: %s', async (_name, fault) => {
    fake.faults.add({ ...fault, method: 'PATCH', path: RESUMABLE, skip: 2 })
    await expectStored(larger)
    expect(fake.faults.left()).toBe(0)
  })

  test('an upload whose creation got lost', async () => {
    fake.faults.add({ dropResponse: true, method: 'POST', path: RESUMABLE })
    await storage.put(KEY, streamOf(large), MP3)
    expect(stored()[0]?.sha256).toBe(sha256(large))
  })

  test('a half JSON answer', async () => {
    fake.faults.add({ truncateText: true, path: OBJECT })
    await expectStored(large.subarray(0, 1000))
  })

  test('a question for the offset that fails as well', async () => {
    fake.faults.add({ cutRequestAfterBytes: MEBIBYTE, method: 'PATCH' })
    fake.faults.add({ ...HTML_503, method: 'HEAD', times: 2 })
    await expectStored(large)
  })

  test('a last answer that got lost with the upload itself', async () => {
    fake.faults.add({ dropResponse: true, method: 'PATCH', skip: 2 })
    fake.faults.add({ answer: { status: 404, body: 'The file for this url was not found' }, method: 'HEAD' })
    await expectStored(large)
  })

  test('a connection that breaks after every mebibyte', async () => {
    fake.faults.add({ cutRequestAfterBytes: MEBIBYTE, method: 'PATCH', times: 5 })
    await expectStored(large)
    expect(methods(RESUMABLE).filter((method) => method === 'HEAD').length).toBe(5)
  })
})

describe('faults that end an upload', () => {
  test('a storage that stays away: transient, after a few attempts', async () => {
    fake.faults.add({ ...HTML_503, path: OBJECT, times: 100 })
    const error = (await storage.put(KEY, streamOf('sound'), MP3))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'storage_unavailable' })
    expect(methods(OBJECT).length).toBe(5)
  })

  test('a block that never gets through leaves no open upload', async () => {
    fake.faults.add({ ...HTML_503, method: 'PATCH', skip: 1, times: 100 })
    const error = (await storage.put(KEY, streamOf(large), MP3))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'storage_unavailable' })
    expect(fake.openUploads()).toBe(0)
    expect(stored()).toEqual([])
  })

  test('a wait that is too long is handed on: throttled', async () => {
    fake.faults.add({ ...slowDown(120), path: OBJECT })
    const error = (await storage.put(KEY, streamOf('sound'), MP3))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'throttled', code: 'storage_throttled', retryAfterMs: 120_000 })
  })

  test('an upload that the storage forgot', async () => {
    fake.faults.add({ ...HTML_503, method: 'PATCH', skip: 1 })
    fake.faults.add({ answer: { status: 410, body: 'gone' }, method: 'HEAD' })
    const error = (await storage.put(KEY, streamOf(large), MP3))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'storage_unavailable' })
    expect(stored()).toEqual([])
  })

  test('an upload that ended without its object', async () => {
    fake.faults.add({ ...HTML_503, method: 'PATCH', skip: 2 })
    fake.faults.add({ answer: { status: 404, body: 'not found' }, method: 'HEAD' })
    const error = (await storage.put(KEY, streamOf(large), MP3))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'storage_unavailable' })
    expect(fake.openUploads()).toBe(0)
  })

  test('no answer at all: transient when the time is over', async () => {
    storage = storageAt(fake, { timeoutMs: 20 })
    fake.faults.add({ hang: true, path: OBJECT, times: 100 })
    const error = (await storage.put(KEY, streamOf('sound'), MP3))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'storage_unavailable' })
  })

  test.each([
    ['in one request', 2 * MEBIBYTE],
    ['resumable', 2 * BLOCK_BYTES],
  ])('a file above the limit of the project, %s', async (_name, sizeBytes) => {
    await fake.close()
    const small = await startProject({ globalLimitBytes: MEBIBYTE }, { maxFileSizeBytes: MEBIBYTE })
    fake = small.fake
    const error = (
      await small.storage.put(KEY, streamOf(large.subarray(0, sizeBytes)), MP3)
    )._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'object_too_large' })
    expect(error.message).toContain('50 MB')
    expect(stored()).toEqual([])
    expect(fake.openUploads()).toBe(0)
  })

  test('a key that may not write', async () => {
    const error = (
      await storageAt(fake, { key: fake.keys.anon }).put(KEY, streamOf(large), MP3)
    )._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'storage_denied' })
    expect(error.message).not.toContain(fake.keys.anon)
  })
})

describe('an upload that is given up', () => {
  const cause = new Error('connection reset')

  test('by its body, between blocks', async () => {
    await storage.put(KEY, streamOf('old'), MP3)
    async function* breaking(): ByteStream {
      yield large
      throw cause
    }
    const error = (await storage.put(KEY, breaking(), MP3))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'body_failed' })
    expect(error.cause).toBe(cause)
    expect(fake.openUploads()).toBe(0)
    expect(stored().map(({ sizeBytes }) => sizeBytes)).toEqual([3])
  })

  test('by the signal, while a block is sent', async () => {
    const abort = new AbortController()
    fake.faults.add({ hang: true, method: 'PATCH', skip: 1 })
    const sent = storage.put(KEY, streamOf(large), { ...MP3, signal: abort.signal })
    while (methods(RESUMABLE).length < 3) await sleep(1)
    abort.abort(cause)
    const error = (await sent)._unsafeUnwrapErr()
    expect(error.code).toBe('body_failed')
    expect(error.cause).toBe(cause)
    expect(fake.openUploads()).toBe(0)
    expect(stored()).toEqual([])
  })

  test.each([
    ['one request', 1000, /\/object\/audio\//, 0],
    ['a resumable upload', large.length, RESUMABLE, 3],
  ])('by the signal, when %s had arrived already', async (_name, sizeBytes, path, skip) => {
    const abort = new AbortController()
    fake.faults.add({ holdResponse: true, path, skip })
    const sent = storage.put(KEY, streamOf(large.subarray(0, sizeBytes)), { ...MP3, signal: abort.signal })
    while (stored().length === 0) await sleep(1)
    abort.abort(cause)
    const result = await sent
    expect(result._unsafeUnwrapErr().code).toBe('body_failed')
    expect(stored()).toEqual([])
    expect(fake.openUploads()).toBe(0)
  })
})

test('the bytes come back as they were', async () => {
  await storage.put(KEY, streamOf(large), MP3)
  const found = (await storage.get(KEY))._unsafeUnwrap()
  expect(sha256(await readAll(found?.body ?? streamOf()))).toBe(sha256(large))
})
