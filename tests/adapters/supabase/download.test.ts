import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
import type { ByteRange } from '../../../src/ports/storage.ts'
import { HTML_503, slowDown } from '../../../src/testing/fakes/supabase/faults.ts'
import type { FakeSupabase } from '../../../src/testing/fakes/supabase/server.ts'
import { patternBytes, readAll, streamOf } from '../../../src/testing/fixtures/bytes.ts'
import { startProject, type storageAt } from './project-under-test.ts'

/** A thousand requests on a busy machine take a while. */
setDefaultTimeout(60_000)

const KEY = 'uploads/u1/f1.mp3'
const MP3 = { mediaType: 'audio/mpeg' }
const OBJECT = /\/object\/audio\//
const HOUR_MS = 60 * 60 * 1000

const bytes = patternBytes(2_000_000)
const sha256 = (of: Uint8Array) => createHash('sha256').update(of).digest('hex')

let fake: FakeSupabase
let storage: ReturnType<typeof storageAt>
let nowMs: number
beforeEach(async () => {
  nowMs = Date.now()
  const project = await startProject({ nowMs: () => nowMs })
  fake = project.fake
  storage = project.storage
  ;(await storage.put(KEY, streamOf(bytes), MP3))._unsafeUnwrap()
})
afterEach(() => fake.close())

async function read(range?: ByteRange): Promise<Uint8Array> {
  const found = (await storage.get(KEY, range))._unsafeUnwrap()
  if (found === null) throw new Error('the object is gone')
  return readAll(found.body)
}
const gets = () => fake.requests.filter(({ method, path }) => method === 'GET' && OBJECT.test(path))

describe('reading an object', () => {
  test('takes one request, and for a range no more than the range', async () => {
    expect(sha256(await read({ startByte: 1_000_000, endByte: 1_000_010 }))).toBe(
      sha256(bytes.slice(1_000_000, 1_000_010)),
    )
    expect(gets().map(({ headers }) => headers.range)).toEqual(['bytes=1000000-1000009'])
  })

  test('goes on where the connection broke', async () => {
    fake.faults.add({ cutResponseAfterBytes: 700_000, method: 'GET', path: OBJECT, times: 2 })
    expect(sha256(await read())).toBe(sha256(bytes))
    expect(gets().map(({ headers }) => headers.range ?? 'all')).toEqual([
      'all',
      'bytes=700000-1999999',
      'bytes=1400000-1999999',
    ])
  })

  test('goes on within a range', async () => {
    fake.faults.add({ cutResponseAfterBytes: 100, method: 'GET', path: OBJECT })
    const range = { startByte: 500, endByte: 900 }
    expect(sha256(await read(range))).toBe(sha256(bytes.slice(500, 900)))
  })

  test('does not mix two objects', async () => {
    fake.faults.add({ cutResponseAfterBytes: 700_000, method: 'GET', path: OBJECT })
    const found = (await storage.get(KEY))._unsafeUnwrap()
    await storage.put(KEY, streamOf(patternBytes(2_000_000, 2)), MP3)
    await expect(readAll(found?.body ?? streamOf())).rejects.toThrow('replaced')
  })

  test('ends with an error when connections go on breaking', async () => {
    fake.faults.add({ cutResponseAfterBytes: 1000, method: 'GET', path: OBJECT })
    fake.faults.add({ cutResponseAfterBytes: 0, method: 'GET', path: OBJECT, times: 100 })
    await expect(read()).rejects.toThrow()
  })

  test.each([
    ['a proxy out of order', HTML_503],
    ['an overloaded database', slowDown(0)],
    ['an answer that gets lost', { dropResponse: true }],
    ['a slow answer', { delayMs: 20 }],
  ] as const)('survives %s', async (_name, fault) => {
    fake.faults.add({ ...fault, method: 'GET', path: OBJECT })
    expect(sha256(await read())).toBe(sha256(bytes))
  })

  test('copes with a server that knows no ranges', async () => {
    const whole = { status: 200, headers: { 'content-length': '2000000' }, body: streamOf(bytes) }
    fake.faults.add({ answer: whole, method: 'GET', path: OBJECT })
    const range = { startByte: 1_999_000, endByte: 1_999_500 }
    expect(sha256(await read(range))).toBe(sha256(bytes.slice(1_999_000, 1_999_500)))
  })

  test('says so when the storage stays away', async () => {
    fake.faults.add({ ...HTML_503, times: 100 })
    expect((await storage.get(KEY))._unsafeUnwrapErr()).toMatchObject({
      kind: 'transient',
      code: 'storage_unavailable',
    })
  })
})

describe('signed URLs', () => {
  test('let anyone read, whole or in parts, until they end', async () => {
    const url = (await storage.signedUrl(KEY, 3600))._unsafeUnwrap() ?? ''
    expect(sha256(new Uint8Array(await (await fetch(url)).arrayBuffer()))).toBe(sha256(bytes))
    const part = await fetch(url, { headers: { range: 'bytes=5-9' } })
    expect(part.status).toBe(206)
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(5, 10))
    nowMs += HOUR_MS + 1000
    const late = await fetch(url)
    expect(late.status).toBe(400)
    expect(await late.json()).toMatchObject({ error: 'InvalidJWT' })
  })

  test('are not made for what is not there', async () => {
    expect((await storage.signedUrl('uploads/u1/none.mp3', 60))._unsafeUnwrapErr()).toMatchObject({
      kind: 'permanent',
      code: 'object_missing',
    })
  })

  test('let anyone upload one object, once it is named', async () => {
    const key = 'uploads/u1/f2.mp3'
    const { url, token } = (await storage.signedUploadUrl(key))._unsafeUnwrap()
    const sent = await fetch(url, { method: 'PUT', body: 'sound', headers: { 'content-type': 'audio/mpeg' } })
    expect(sent.status).toBe(200)
    expect((await storage.list('uploads/', 10))._unsafeUnwrap()).toContain(key)
    const elsewhere = url.replace('f2.mp3', 'f3.mp3')
    expect((await fetch(elsewhere, { method: 'PUT', body: 'sound' })).status).toBe(400)
    expect(token.split('.').length).toBe(3)
  })
})

describe('many objects', () => {
  test('are removed a thousand at a time', async () => {
    const keys = Array.from({ length: 2001 }, (_, index) => `uploads/u2/${index}.mp3`)
    ;(await storage.remove([...keys, KEY]))._unsafeUnwrap()
    const removals = fake.requests.filter(({ method }) => method === 'DELETE')
    expect(removals.length).toBe(3)
    expect((await storage.get(KEY))._unsafeUnwrap()).toBeNull()
  })

  test('are listed page by page', async () => {
    const client = { apikey: fake.keys.serviceRole, authorization: `Bearer ${fake.keys.serviceRole}` }
    const keys = Array.from({ length: 1003 }, (_, index) => `many/${String(index).padStart(4, '0')}.mp3`)
    for (const key of keys) {
      await fetch(`${fake.url}/storage/v1/object/audio/${key}`, {
        method: 'POST',
        headers: client,
        body: 'x',
      })
    }
    expect([...(await storage.list('many/', 5000))._unsafeUnwrap()].sort()).toEqual(keys)
    expect((await storage.list('many/', 1001))._unsafeUnwrap().length).toBe(1001)
  })
})
