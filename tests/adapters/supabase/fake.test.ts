import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createClient } from '@supabase/supabase-js'
import { type FakeSupabase, startFakeSupabase } from '../../../src/testing/fakes/supabase/server.ts'
import { patternBytes } from '../../../src/testing/fixtures/bytes.ts'

/* The fake against the clients that others wrote: what it answers is what they expect of a real project. */

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

/** A stream whose length is not known before. */
function inPieces(
  pieces: readonly Uint8Array[],
  between: () => Promise<unknown>,
): ReadableStream<Uint8Array> {
  const left = [...pieces]
  return new ReadableStream({
    async pull(controller) {
      const piece = left.shift()
      if (piece === undefined) return controller.close()
      if (left.length < pieces.length - 1) await between()
      controller.enqueue(piece)
    },
  })
}

async function openBucket(options = {}) {
  const made = await admin().createBucket('audio', { public: false, ...options })
  expect(made.error).toBeNull()
  return admin().from('audio')
}

describe('buckets, as supabase-js has them', () => {
  test('sizes are decimal, names are taken once, only empty ones go', async () => {
    await openBucket({ fileSizeLimit: '200MB', allowedMimeTypes: ['audio/*'] })
    const { data } = await admin().getBucket('audio')
    expect(data).toMatchObject({
      public: false,
      file_size_limit: 200_000_000,
      allowed_mime_types: ['audio/*'],
    })
    const again = await admin().createBucket('audio')
    expect(again.error).toMatchObject({ status: 400, statusCode: '409', code: 'BucketAlreadyExists' })
    await admin().from('audio').upload(PATH, 'x', MP3)
    expect((await admin().deleteBucket('audio')).error).toMatchObject({ code: 'ResourceNotEmpty' })
    await admin().emptyBucket('audio')
    expect((await admin().deleteBucket('audio')).error).toBeNull()
    expect((await admin().listBuckets()).data).toEqual([])
  })

  test('are not there for who may not see them', async () => {
    await openBucket()
    for (const key of [fake.keys.anon, fake.keys.publishable]) {
      expect((await clientWith(key).getBucket('audio')).error).toMatchObject({ code: 'NoSuchBucket' })
      expect((await clientWith(key).createBucket('more')).error).toMatchObject({
        status: 400,
        statusCode: '403',
        code: 'AccessDenied',
      })
    }
  })
})

describe('objects, as supabase-js has them', () => {
  test('come and go', async () => {
    const bucket = await openBucket()
    const uploaded = await bucket.upload(PATH, Buffer.from('sound'), MP3)
    expect(uploaded.data).toMatchObject({ path: PATH, fullPath: `audio/${PATH}` })
    expect(await (await bucket.download(PATH)).data?.text()).toBe('sound')
    expect((await bucket.info(PATH)).data).toMatchObject({
      size: 5,
      contentType: 'audio/mpeg',
      bucketId: 'audio',
    })
    expect((await bucket.exists(PATH)).data).toBe(true)
    expect((await bucket.exists('nothing')).data).toBe(false)
    expect((await bucket.list('folder')).data?.map(({ name }) => name)).toEqual(['a.mp3'])
    expect((await bucket.list()).data).toMatchObject([{ name: 'folder', id: null }])
    expect((await bucket.move(PATH, 'b.mp3')).error).toBeNull()
    expect((await bucket.remove(['b.mp3', 'nothing'])).data?.map(({ name }) => name)).toEqual(['b.mp3'])
  })

  test.each([
    ['an object that is not there', 'NoSuchKey', '404', () => admin().from('audio').info('nothing')],
    ['a bucket that is not there', 'NoSuchBucket', '404', () => admin().from('none').upload('a', 'x')],
    ['a key of other letters', 'InvalidKey', '400', () => admin().from('audio').upload('é.mp3', 'x', MP3)],
    ['another kind of file', 'InvalidMimeType', '415', () => admin().from('audio').upload('a.txt', 'x')],
    [
      'more than fits',
      'EntityTooLarge',
      '413',
      () => admin().from('audio').upload('a.mp3', Buffer.alloc(1001), MP3),
    ],
    [
      'an upload by nobody',
      'AccessDenied',
      '403',
      () => clientWith(fake.keys.anon).from('audio').upload('a.mp3', 'x', MP3),
    ],
    [
      'a private object for nobody',
      'NoSuchKey',
      '404',
      () => clientWith(fake.keys.anon).from('audio').info(PATH),
    ],
  ])('%s: HTTP 400, and the truth in the body', async (_name, code, statusCode, call) => {
    const bucket = await openBucket({ fileSizeLimit: 1000, allowedMimeTypes: ['audio/*'] })
    await bucket.upload(PATH, 'sound', MP3)
    expect((await call()).error).toMatchObject({ name: 'StorageApiError', status: 400, statusCode, code })
  })

  test('a name is taken, unless it may be replaced', async () => {
    const bucket = await openBucket()
    await bucket.upload(PATH, 'one', MP3)
    expect((await bucket.upload(PATH, 'two', MP3)).error).toMatchObject({
      statusCode: '409',
      code: 'KeyAlreadyExists',
    })
    expect((await bucket.upload(PATH, 'two', { ...MP3, upsert: true })).error).toBeNull()
    expect((await bucket.update(PATH, 'three', MP3)).error).toBeNull()
  })

  test('without upsert two that race both win', async () => {
    const bucket = await openBucket()
    const posts = () => fake.requests.filter(({ method, path }) => method === 'POST' && path.endsWith(PATH))
    // Neither body ends before both uploads were let in.
    const slowly = (seed: number) =>
      inPieces([patternBytes(1000, seed), patternBytes(1000, seed)], async () => {
        while (posts().length < 2) await Bun.sleep(1)
        await Bun.sleep(20)
      })
    const uploads = await Promise.all([1, 2].map((seed) => bucket.upload(PATH, slowly(seed), MP3)))
    expect(uploads.map(({ error }) => error)).toEqual([null, null])
  })

  test('a body without a length is not held against the limit of the bucket', async () => {
    const bucket = await openBucket({ fileSizeLimit: 1000 })
    const body = inPieces([patternBytes(2500), patternBytes(2500)], () => Bun.sleep(1))
    expect((await bucket.upload(PATH, body, MP3)).error).toBeNull()
    expect(fake.bucket('audio')?.objects[0]?.sizeBytes).toBe(5000)
  })

  test('signed URLs: several at once, and for uploads', async () => {
    const bucket = await openBucket()
    await bucket.upload(PATH, 'sound', MP3)
    const several = await bucket.createSignedUrls([PATH, 'nothing'], 60)
    expect(several.data?.map(({ error, signedUrl }) => [error === null, signedUrl === null])).toEqual([
      [true, false],
      [false, true],
    ])
    const { data } = await bucket.createSignedUploadUrl('b.mp3')
    const token = data?.token ?? ''
    expect((await bucket.uploadToSignedUrl('b.mp3', token, 'x', MP3)).data?.fullPath).toBe('audio/b.mp3')
    expect(
      (await bucket.uploadToSignedUrl('b.mp3', token, 'x', { ...MP3, upsert: true })).error,
    ).toMatchObject({
      code: 'KeyAlreadyExists',
    })
    expect((await bucket.uploadToSignedUrl('c.mp3', token, 'x', MP3)).error).toMatchObject({
      code: 'InvalidSignature',
    })
  })

  test('keys that nobody gave out are stopped before the storage', async () => {
    const refused = await clientWith('sb_secret_stranger').listBuckets()
    expect(refused.error).toMatchObject({ status: 401, message: 'Invalid API key' })
  })
})
