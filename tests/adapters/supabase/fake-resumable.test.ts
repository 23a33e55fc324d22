import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { createClient } from '@supabase/supabase-js'
import { Upload } from 'tus-js-client'
import { type FakeSupabase, startFakeSupabase } from '../../../src/testing/fakes/supabase/server.ts'
import { patternBytes } from '../../../src/testing/fixtures/bytes.ts'

/* The fake against the clients that others wrote: what it answers is what they expect of a real project. */

const BLOCK_BYTES = 6 * 1024 * 1024
const PATH = 'folder/a.mp3'
const MP3 = { contentType: 'audio/mpeg' }

let fake: FakeSupabase
beforeEach(async () => {
  fake = await startFakeSupabase()
})
afterEach(() => fake.close())

const clientWith = (key: string) =>
  createClient(fake.url, key, { auth: { persistSession: false, autoRefreshToken: false } }).storage
const admin = () => clientWith(fake.keys.serviceRole)

async function openBucket(options = {}) {
  const made = await admin().createBucket('audio', { public: false, ...options })
  expect(made.error).toBeNull()
  return admin().from('audio')
}

describe('resumable uploads', () => {
  const endpoint = () => `${fake.url}/storage/v1/upload/resumable`
  const headers = (more: Readonly<Record<string, string>> = {}) => ({
    authorization: `Bearer ${fake.keys.serviceRole}`,
    'tus-resumable': '1.0.0',
    ...more,
  })
  const metadata = (bucket = 'audio', name = PATH) =>
    Object.entries({ bucketName: bucket, objectName: name, contentType: 'audio/mpeg' })
      .map(([key, value]) => `${key} ${btoa(value)}`)
      .join(',')
  const create = (more: Readonly<Record<string, string>>) =>
    fetch(endpoint(), { method: 'POST', headers: headers({ 'upload-metadata': metadata(), ...more }) })
  const patch = (url: string, body: Uint8Array, more: Readonly<Record<string, string>>) =>
    fetch(url, {
      method: 'PATCH',
      headers: headers({ 'content-type': 'application/offset+octet-stream', ...more }),
      body: body as BodyInit,
    })

  test('as tus-js-client makes them, with a length and a signed token as well', async () => {
    const bucket = await openBucket()
    const bytes = Buffer.from(patternBytes(2 * BLOCK_BYTES + 1000))
    const { data } = await bucket.createSignedUploadUrl('signed.mp3')
    const ways = [
      { endpoint: endpoint(), name: PATH, headers: { authorization: `Bearer ${fake.keys.serviceRole}` } },
      { endpoint: `${endpoint()}/sign`, name: 'signed.mp3', headers: { 'x-signature': data?.token ?? '' } },
    ]
    for (const { name, ...way } of ways) {
      await new Promise<void>((resolve, reject) => {
        new Upload(bytes, {
          ...way,
          chunkSize: BLOCK_BYTES,
          retryDelays: null,
          metadata: { bucketName: 'audio', objectName: name, contentType: 'audio/mpeg' },
          onSuccess: () => resolve(),
          onError: reject,
        }).start()
      })
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(fake.bucket('audio')?.objects.map((object) => [object.name, object.sha256])).toEqual([
      [PATH, sha256],
      ['signed.mp3', sha256],
    ])
  })

  test('what they refuse, they refuse in plain text and with its own status', async () => {
    const bucket = await openBucket({ fileSizeLimit: 1000 })
    const refusal = async (response: Response) => [response.status, (await response.text()).trim()]
    const length = { 'upload-length': '10' }
    expect(
      await refusal(
        await fetch(endpoint(), { method: 'POST', headers: { ...headers(), 'tus-resumable': '' } }),
      ),
    ).toEqual([412, 'Tus-Resumable Required'])
    expect(await refusal(await create({}))).toEqual([
      400,
      'Upload-Length or Upload-Defer-Length header required',
    ])
    expect(await refusal(await create({ 'upload-length': '1001' }))).toEqual([413, 'Maximum size exceeded'])
    expect(await refusal(await create({ ...length, 'upload-metadata': metadata('none') }))).toEqual([
      404,
      'Bucket not found',
    ])
    await bucket.upload(PATH, 'x', MP3)
    expect(await refusal(await create(length))).toEqual([409, 'The resource already exists'])
    const made = await create({ ...length, 'x-upsert': 'true' })
    const url = made.headers.get('location') ?? ''
    const bytes = new Uint8Array(10)
    expect((await patch(url, bytes, { 'upload-offset': '0' })).status).toBe(409)
    const upsert = { 'x-upsert': 'true' }
    expect(await refusal(await patch(url, bytes, { ...upsert, 'upload-offset': '3' }))).toEqual([
      409,
      'Upload-Offset conflict',
    ])
    expect((await patch(url, bytes, upsert)).status).toBe(403)
    expect((await patch(`${url}x`, bytes, { ...upsert, 'upload-offset': '0' })).status).toBe(404)
    const anon = { authorization: `Bearer ${fake.keys.anon}`, 'upload-metadata': metadata(), ...length }
    const denied = await create(anon)
    expect(denied.status).toBe(400)
    expect(await denied.json()).toMatchObject({ statusCode: '403', code: 'AccessDenied' })
  })

  test('chunks are of 6 MiB, and nothing is seen before the last', async () => {
    await openBucket()
    const made = await create({ 'upload-defer-length': '1' })
    const url = made.headers.get('location') ?? ''
    const block = patternBytes(BLOCK_BYTES)
    expect((await patch(url, block, { 'upload-offset': '0' })).headers.get('upload-offset')).toBe(
      String(BLOCK_BYTES),
    )
    const head = await fetch(url, { method: 'HEAD', headers: headers() })
    expect(head.headers.get('upload-defer-length')).toBe('1')
    expect(fake.bucket('audio')?.objects).toEqual([])
    const small = { 'upload-offset': String(BLOCK_BYTES) }
    const last = { ...small, 'upload-length': String(BLOCK_BYTES + 1) }
    const finished = await patch(url, new Uint8Array(1), last)
    expect(finished.headers.get('tus-complete')).toBe('1')
    expect(fake.bucket('audio')?.objects[0]?.sizeBytes).toBe(BLOCK_BYTES + 1)
    expect((await fetch(url, { method: 'DELETE', headers: headers() })).status).toBe(400)
    const other =
      (await create({ 'upload-defer-length': '1', 'x-upsert': 'true' })).headers.get('location') ?? ''
    const odd = await patch(other, new Uint8Array(7), { 'upload-offset': '0', 'x-upsert': 'true' })
    expect(odd.status).toBe(400)
    expect((await fetch(other, { method: 'DELETE', headers: headers() })).status).toBe(204)
    expect(fake.openUploads()).toBe(0)
  })

  test('an upload ends after a day', async () => {
    await fake.close()
    let nowMs = Date.now()
    fake = await startFakeSupabase({ nowMs: () => nowMs })
    await openBucket()
    const url = (await create({ 'upload-length': '1' })).headers.get('location') ?? ''
    nowMs += 24 * 60 * 60 * 1000
    expect((await fetch(url, { method: 'HEAD', headers: headers() })).status).toBe(410)
  })
})
