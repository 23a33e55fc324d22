import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ByteRange, ByteStream, Storage } from '../../ports/storage.ts'
import { loadFastCheck } from '../fast-check.ts'
import { patternBytes, readAll, streamOf } from '../fixtures/bytes.ts'
import { afterEach, beforeEach, describe, expect, test } from '../runner.ts'

export interface StorageUnderTest {
  readonly storage: Storage
  close(): Promise<void>
}

interface StorageContract {
  readonly name: string
  /** An empty storage. */
  readonly create: () => Promise<StorageUnderTest>
  readonly capabilities: {
    /** Objects are files that local programs can read. */
    readonly localPath: boolean
  }
}

const MEDIA_TYPE = { mediaType: 'audio/mpeg' }
const RUNS = 40

const WRONG_KEYS = [
  '',
  '/',
  '/uploads/a.mp3',
  'uploads/',
  'uploads//a.mp3',
  '.',
  '..',
  '../a.mp3',
  'uploads/../../a.mp3',
  'uploads/./a.mp3',
  'uploads/.hidden',
  'uploads\\a.mp3',
  'uploads/a b.mp3',
  'uploads/é.mp3',
  'uploads/a\0.mp3',
  'uploads/a\n.mp3',
  'uploads/%2e%2e/a.mp3',
  `uploads/${'a'.repeat(300)}`,
  `a/${'b/'.repeat(300)}c`,
]

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function bytesOf(storage: Storage, key: string, range?: ByteRange): Promise<Uint8Array | null> {
  const found = (await storage.get(key, range))._unsafeUnwrap()
  return found === null ? null : readAll(found.body)
}

const put = (storage: Storage, key: string, ...chunks: readonly (Uint8Array | string)[]) =>
  storage.put(key, streamOf(...chunks), MEDIA_TYPE).then((result) => result._unsafeUnwrap())

/** What every `Storage` does. */
export function storageContract({ name, create, capabilities }: StorageContract): void {
  describe(`storage contract: ${name}`, () => {
    let storage: Storage
    let close: () => Promise<void>
    beforeEach(async () => {
      const made = await create()
      storage = made.storage
      close = () => made.close()
    })
    afterEach(() => close())

    contentTests(() => storage)
    rangeTests(() => storage)
    brokenBodyTests(() => storage)
    keyTests(() => storage)
    removalTests(() => storage)

    test('is ready when it can be written to', async () => {
      expect((await storage.check()).isOk()).toBe(true)
      expect((await storage.list('', 10))._unsafeUnwrap()).toEqual([])
    })

    test('names a local file exactly when it has one', async () => {
      await put(storage, 'uploads/u1/f1.mp3', 'sound')
      const path = storage.localPath('uploads/u1/f1.mp3')
      if (capabilities.localPath) expect(await readFile(path ?? '', 'utf8')).toBe('sound')
      else expect(path).toBeNull()
      expect(storage.localPath('../outside')).toBeNull()
    })
  })
}

function contentTests(storage: () => Storage): void {
  test('gives back what was put, with its size and hash, however it was cut', async () => {
    const fc = await loadFastCheck()
    const cut = fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(cut, async (chunks) => {
        const bytes = new Uint8Array(Buffer.concat(chunks))
        const stored = await put(storage(), 'uploads/u1/f1.mp3', ...chunks)
        expect(stored).toEqual({ sizeBytes: bytes.length, sha256: sha256(bytes) })
        expect(await bytesOf(storage(), 'uploads/u1/f1.mp3')).toEqual(bytes)
      }),
      { numRuns: RUNS },
    )
  })

  test('keeps megabytes whole, from small and from large chunks', async () => {
    const bytes = patternBytes(3 * 1024 * 1024 + 12_345)
    const small = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
      bytes.subarray(index * 65_536, (index + 1) * 65_536),
    )
    for (const chunks of [small, [bytes]]) {
      const stored = await put(storage(), 'uploads/u1/f1.mp3', ...chunks)
      expect(stored).toEqual({ sizeBytes: bytes.length, sha256: sha256(bytes) })
      const found = await bytesOf(storage(), 'uploads/u1/f1.mp3')
      expect(found?.length).toBe(bytes.length)
      expect(sha256(found ?? new Uint8Array())).toBe(sha256(bytes))
    }
  })

  test('replaces an object', async () => {
    await put(storage(), 'uploads/u1/f1.mp3', 'a long first version')
    await put(storage(), 'uploads/u1/f1.mp3', 'second')
    expect(await bytesOf(storage(), 'uploads/u1/f1.mp3')).toEqual(new Uint8Array(Buffer.from('second')))
  })

  test('keeps its bytes to itself: neither the sender nor a reader changes them later', async () => {
    const sent = Buffer.from('as it was sent')
    await put(storage(), 'uploads/u1/f1.mp3', sent)
    sent.fill(0)
    const body = (await storage().get('uploads/u1/f1.mp3'))._unsafeUnwrap()?.body ?? []
    for await (const chunk of body) chunk.fill(0)
    expect(await bytesOf(storage(), 'uploads/u1/f1.mp3')).toEqual(
      new Uint8Array(Buffer.from('as it was sent')),
    )
  })

  test('keeps one of two objects that are put under one key at once, whole', async () => {
    const versions = [patternBytes(300_000, 1), patternBytes(400_000, 2)]
    await Promise.all(versions.map((bytes) => put(storage(), 'uploads/u1/f1.mp3', bytes)))
    const found = (await bytesOf(storage(), 'uploads/u1/f1.mp3')) ?? new Uint8Array()
    expect(versions.map(sha256)).toContain(sha256(found))
  })

  test('answers null for what is not there', async () => {
    expect(await bytesOf(storage(), 'uploads/u1/f1.mp3')).toBeNull()
    await put(storage(), 'uploads/u1/f1.mp3', 'sound')
    expect(await bytesOf(storage(), 'uploads/u1')).toBeNull()
    expect(await bytesOf(storage(), 'uploads/u1/f1.mp3/below')).toBeNull()
  })
}

function rangeTests(storage: () => Storage): void {
  test('cuts ranges as an array is cut', async () => {
    const bytes = patternBytes(700_000)
    await put(storage(), 'uploads/u1/f1.mp3', bytes)
    const fc = await loadFastCheck()
    const ranges = fc
      .tuple(fc.nat(bytes.length - 1), fc.option(fc.nat(bytes.length * 2), { nil: undefined }))
      .filter(([startByte, endByte]) => endByte === undefined || endByte > startByte)
    await fc.assert(
      fc.asyncProperty(ranges, async ([startByte, endByte]) => {
        const range = endByte === undefined ? { startByte } : { startByte, endByte }
        const found = (await storage().get('uploads/u1/f1.mp3', range))._unsafeUnwrap()
        if (found === null) throw new Error('the object is gone')
        expect(found.sizeBytes).toBe(bytes.length)
        expect(sha256(await readAll(found.body))).toBe(sha256(bytes.slice(startByte, endByte)))
      }),
      { numRuns: RUNS },
    )
  })

  test('refuses ranges that lie outside or hold nothing', async () => {
    await put(storage(), 'uploads/u1/f1.mp3', 'ten bytes.')
    await put(storage(), 'uploads/u1/empty.mp3')
    const outside: ByteRange[] = [
      { startByte: 10 },
      { startByte: 11, endByte: 12 },
      { startByte: -1 },
      { startByte: 5, endByte: 5 },
      { startByte: 5, endByte: 4 },
      { startByte: 0.5 },
      { startByte: Number.NaN },
    ]
    for (const range of outside) {
      const error = (await storage().get('uploads/u1/f1.mp3', range))._unsafeUnwrapErr()
      expect(error).toMatchObject({ kind: 'permanent', code: 'range_not_satisfiable' })
    }
    const error = (await storage().get('uploads/u1/empty.mp3', { startByte: 0 }))._unsafeUnwrapErr()
    expect(error.code).toBe('range_not_satisfiable')
    expect(await bytesOf(storage(), 'uploads/u1/empty.mp3')).toEqual(new Uint8Array())
  })
}

function brokenBodyTests(storage: () => Storage): void {
  test('leaves nothing of a body that throws, and says why', async () => {
    const cause = new Error('connection reset')
    async function* breaking(): ByteStream {
      yield patternBytes(500_000)
      throw cause
    }
    const error = (await storage().put('uploads/u1/f1.mp3', breaking(), MEDIA_TYPE))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'body_failed' })
    expect(error.cause).toBe(cause)
    expect(await bytesOf(storage(), 'uploads/u1/f1.mp3')).toBeNull()
    expect((await storage().list('', 10))._unsafeUnwrap()).toEqual([])
  })

  test('leaves the old object when its replacement breaks off', async () => {
    await put(storage(), 'uploads/u1/f1.mp3', 'old')
    async function* breaking(): ByteStream {
      yield Buffer.from('new')
      throw new Error('connection reset')
    }
    expect((await storage().put('uploads/u1/f1.mp3', breaking(), MEDIA_TYPE)).isErr()).toBe(true)
    expect(await bytesOf(storage(), 'uploads/u1/f1.mp3')).toEqual(new Uint8Array(Buffer.from('old')))
  })

  test('gives up at once when aborted, even on a body that hangs', async () => {
    const abort = new AbortController()
    const reason = new Error('shutting down')
    async function* hanging(): ByteStream {
      yield patternBytes(100_000)
      setTimeout(() => abort.abort(reason), 1)
      await new Promise(() => {})
    }
    const options = { ...MEDIA_TYPE, signal: abort.signal }
    const error = (await storage().put('uploads/u1/f1.mp3', hanging(), options))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'body_failed' })
    expect(error.cause).toBe(reason)
    expect(await bytesOf(storage(), 'uploads/u1/f1.mp3')).toBeNull()
  })

  test('stores nothing when it was aborted before', async () => {
    const options = { ...MEDIA_TYPE, signal: AbortSignal.abort() }
    const result = await storage().put('uploads/u1/f1.mp3', streamOf('sound'), options)
    expect(result._unsafeUnwrapErr().code).toBe('body_failed')
    expect((await storage().list('', 10))._unsafeUnwrap()).toEqual([])
  })
}

function keyTests(storage: () => Storage): void {
  for (const key of WRONG_KEYS) {
    test(`refuses the key ${JSON.stringify(key)} everywhere`, async () => {
      await put(storage(), 'uploads/u1/f1.mp3', 'sound')
      const refused = { kind: 'permanent', code: 'invalid_key' }
      expect((await storage().put(key, streamOf('x'), MEDIA_TYPE))._unsafeUnwrapErr()).toMatchObject(refused)
      expect((await storage().get(key))._unsafeUnwrapErr()).toMatchObject(refused)
      expect((await storage().remove(['uploads/u1/f1.mp3', key]))._unsafeUnwrapErr()).toMatchObject(refused)
      expect((await storage().list('', 10))._unsafeUnwrap()).toEqual(['uploads/u1/f1.mp3'])
    })
  }

  test('either refuses a key or keeps exactly that object', async () => {
    const fc = await loadFastCheck()
    const letters = fc.constantFrom('a', 'Z', '0', '.', '-', '_', '/', '\\', ' ', ':', '~', '\0', 'é', '%')
    const keys = fc.oneof(fc.string({ unit: letters, maxLength: 24 }), fc.string({ maxLength: 24 }))
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        const result = await storage().put(key, streamOf(key), MEDIA_TYPE)
        if (result.isErr()) return expect(result.error.code).toBe('invalid_key')
        expect((await storage().list('', 10))._unsafeUnwrap()).toEqual([key])
        expect(await bytesOf(storage(), key)).toEqual(new Uint8Array(Buffer.from(key)))
        expect((await storage().remove([key])).isOk()).toBe(true)
      }),
      { numRuns: RUNS * 5 },
    )
  })

  test('lists the keys below a folder, at most as many as asked for', async () => {
    const keys = ['uploads/u1/f1.mp3', 'uploads/u1/f2.mp3', 'uploads/u2/f1.mp3', 'covers/u1.png']
    for (const key of keys) await put(storage(), key, key)
    const list = async (prefix: string, limit: number) =>
      [...(await storage().list(prefix, limit))._unsafeUnwrap()].sort()
    expect(await list('', 10)).toEqual([...keys].sort())
    expect(await list('uploads/', 10)).toEqual(keys.slice(0, 3))
    expect(await list('uploads/u1/', 10)).toEqual(keys.slice(0, 2))
    expect(await list('nothing/', 10)).toEqual([])
    expect((await list('', 2)).length).toBe(2)
    expect(await list('', 0)).toEqual([])
    expect((await storage().list('../../../tests', 10))._unsafeUnwrapErr().code).toBe('invalid_key')
  })
}

function removalTests(storage: () => Storage): void {
  test('removes what it is told and nothing else', async () => {
    const keys = ['uploads/u1/f1.mp3', 'uploads/u1/f2.mp3', 'uploads/u2/f1.mp3']
    for (const key of keys) await put(storage(), key, key)
    const gone = ['uploads/u1/f1.mp3', 'uploads/u2/f1.mp3', 'uploads/u3/never.mp3']
    expect((await storage().remove(gone)).isOk()).toBe(true)
    expect((await storage().list('', 10))._unsafeUnwrap()).toEqual(['uploads/u1/f2.mp3'])
  })

  test('succeeds again, on folders and on nothing', async () => {
    await put(storage(), 'uploads/u1/f1.mp3', 'sound')
    expect((await storage().remove([])).isOk()).toBe(true)
    expect((await storage().remove(['uploads/u1', 'uploads/u1/f1.mp3/below'])).isOk()).toBe(true)
    expect((await storage().list('', 10))._unsafeUnwrap()).toEqual(['uploads/u1/f1.mp3'])
    expect((await storage().remove(['uploads/u1/f1.mp3'])).isOk()).toBe(true)
    expect((await storage().remove(['uploads/u1/f1.mp3'])).isOk()).toBe(true)
  })
}
