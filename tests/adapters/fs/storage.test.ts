import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toPortError } from '../../../src/adapters/fs/file-errors.ts'
import { incomingName } from '../../../src/adapters/fs/incoming.ts'
import { createFsStorage } from '../../../src/adapters/fs/storage.ts'
import { type WritableFile, writeBody } from '../../../src/adapters/fs/write-body.ts'
import { storageContract } from '../../../src/testing/contracts/storage.contract.ts'
import { patternBytes, readAll, streamOf } from '../../../src/testing/fixtures/bytes.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../support/temporary-directory.ts'

storageContract({
  name: 'fs',
  create: async () => {
    const directory = await temporaryDirectory()
    return { storage: createFsStorage({ directory: directory.path }), close: () => directory.remove() }
  },
  capabilities: { localPath: true },
})

const MEDIA_TYPE = { mediaType: 'audio/mpeg' }
/** Larger than any process number that Linux, macOS or Windows gives out. */
const NO_PROCESS = 999_999_999
const DAY_MS = 24 * 60 * 60 * 1000

let directory: TemporaryDirectory
beforeEach(async () => {
  directory = await temporaryDirectory()
})
afterEach(() => directory.remove())

const incoming = () => join(directory.path, '.incoming')

describe('fs storage: incoming files', () => {
  test('are gone after a put, whether it succeeds or breaks off', async () => {
    const storage = createFsStorage({ directory: directory.path })
    await storage.put('uploads/u1/f1.mp3', streamOf(patternBytes(600_000)), MEDIA_TYPE)
    async function* breaking() {
      yield patternBytes(600_000)
      expect((await readdir(incoming())).length).toBe(1)
      throw new Error('connection reset')
    }
    await storage.put('uploads/u1/f2.mp3', breaking(), MEDIA_TYPE)
    expect(await readdir(incoming())).toEqual([])
    expect(await readdir(join(directory.path, 'uploads/u1'))).toEqual(['f1.mp3'])
  })

  test('of dead processes are removed at creation, those of living ones are not', async () => {
    await mkdir(incoming())
    const mine = incomingName()
    const [host] = mine.split('-')
    const names = {
      mine,
      earlierRunWithMyNumber: `${host}-${process.pid}-aaaaaaaa-x`,
      dead: `${host}-${NO_PROCESS}-aaaaaaaa-x`,
      livingParent: `${host}-${process.ppid}-aaaaaaaa-x`,
      otherHost: `00000000-${NO_PROCESS}-aaaaaaaa-x`,
      oldOfOtherHost: `00000000-1-aaaaaaaa-x`,
      oldStranger: 'something-else',
    }
    for (const name of Object.values(names)) await writeFile(join(incoming(), name), 'part')
    const longAgo = new Date(Date.now() - DAY_MS - 60_000)
    for (const name of [names.oldOfOtherHost, names.oldStranger]) {
      await utimes(join(incoming(), name), longAgo, longAgo)
    }
    createFsStorage({ directory: directory.path })
    const kept = [names.mine, names.livingParent, names.otherHost]
    expect((await readdir(incoming())).sort()).toEqual(kept.sort())
  })
})

describe('fs storage: folders', () => {
  test('that a removal empties are removed as well, up to the directory itself', async () => {
    const storage = createFsStorage({ directory: directory.path })
    for (const key of ['a/b/c/1.mp3', 'a/b/2.mp3']) await storage.put(key, streamOf('x'), MEDIA_TYPE)
    await storage.remove(['a/b/c/1.mp3'])
    expect(await readdir(join(directory.path, 'a/b'))).toEqual(['2.mp3'])
    await storage.remove(['a/b/2.mp3'])
    expect(await readdir(directory.path)).toEqual(['.incoming'])
  })

  test('can be pruned while files arrive in them: nothing is lost', async () => {
    const storage = createFsStorage({ directory: directory.path })
    const rounds = Array.from({ length: 40 }, (_, index) => index)
    const results = await Promise.all(
      rounds.flatMap((index) => [
        storage.put(`uploads/u1/${index}.mp3`, streamOf('x'), MEDIA_TYPE),
        storage
          .put('uploads/u1/other.mp3', streamOf('x'), MEDIA_TYPE)
          .andThen(() => storage.remove(['uploads/u1/other.mp3'])),
      ]),
    )
    expect(results.filter((result) => result.isErr())).toEqual([])
    const keys = (await storage.list('uploads/u1/', 100))._unsafeUnwrap()
    expect(keys.filter((key) => !key.endsWith('other.mp3')).length).toBe(rounds.length)
  })
})

describe('fs storage: trouble', () => {
  test('a full disk is transient', async () => {
    const full: WritableFile = {
      writev: async () => {
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      },
      datasync: async () => {},
      sync: async () => {},
    }
    const error = await writeBody(full, streamOf(patternBytes(1_000_000)), () => {}).catch(
      (cause: unknown) => cause,
    )
    expect(toPortError(error)).toMatchObject({ kind: 'transient', code: 'storage_full' })
  })

  test('a disk that takes bytes in small portions still gets them all', async () => {
    const written = new Uint8Array(700_000)
    const slow: WritableFile = {
      writev: async (buffers, position) => {
        const part = Buffer.concat(buffers).subarray(0, 100_001)
        written.set(part, position)
        return { bytesWritten: part.length }
      },
      datasync: async () => {},
      sync: async () => {},
    }
    const bytes = patternBytes(700_000)
    const told: number[] = []
    expect(await writeBody(slow, streamOf(bytes), (writtenBytes) => told.push(writtenBytes))).toBe(700_000)
    expect(Buffer.compare(written, bytes)).toBe(0)
    expect(told.at(-1)).toBe(700_000)
  })

  test('a directory that cannot be written to is not ready', async () => {
    const file = join(directory.path, 'file')
    await writeFile(file, '')
    const storage = createFsStorage({ directory: join(file, 'below') })
    expect((await storage.check()).isErr()).toBe(true)
    expect((await storage.put('a.mp3', streamOf('x'), MEDIA_TYPE)).isErr()).toBe(true)
  })

  test('a body never mixes two versions of an object', async () => {
    const storage = createFsStorage({ directory: directory.path })
    await storage.put('a.mp3', streamOf('first'), MEDIA_TYPE)
    const found = (await storage.get('a.mp3'))._unsafeUnwrap()
    await storage.put('a.mp3', streamOf('other'), MEDIA_TYPE)
    if (found === null) throw new Error('the object is gone')
    await expect(readAll(found.body)).rejects.toThrow('replaced')
  })
})
