import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toPortError } from '../../../src/adapters/fs/file-errors.ts'
import { createHashThread } from '../../../src/adapters/fs/hashing/hash-thread.ts'
import { patternBytes } from '../../../src/testing/fixtures/bytes.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../support/temporary-directory.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

let directory: TemporaryDirectory
beforeEach(async () => {
  directory = await temporaryDirectory()
})
afterEach(() => directory.remove())

const pathOf = (name: string) => join(directory.path, name)

/** How an error of the thread shows to whoever stores a file. */
const refusal = async (digest: Promise<string>) =>
  toPortError(
    await digest.then(
      () => null,
      (error: unknown) => error,
    ),
  )

describe('the hashing thread', () => {
  test('follows several files while they grow', async () => {
    const thread = createHashThread()
    const bytes = { first: patternBytes(700_000), second: patternBytes(300_001) }
    const first = thread.follow(pathOf('first'))
    const second = thread.follow(pathOf('second'))
    await writeFile(pathOf('first'), bytes.first.subarray(0, 400_000))
    first.written(400_000)
    await writeFile(pathOf('second'), bytes.second)
    second.written(1)
    await appendFile(pathOf('first'), bytes.first.subarray(400_000))
    const digests = await Promise.all([second.digest(300_001), first.digest(700_000)])
    expect(digests).toEqual([sha256(bytes.second), sha256(bytes.first)])
    first.drop()
    second.drop()
  })

  test('hashes an empty file', async () => {
    await writeFile(pathOf('empty'), '')
    const file = createHashThread().follow(pathOf('empty'))
    expect(await file.digest(0)).toBe(sha256(new Uint8Array()))
    file.drop()
  })

  test('a file that can not be read is the disk’s fault, and no other file’s', async () => {
    const thread = createHashThread()
    await writeFile(pathOf('there'), 'here')
    const missing = thread.follow(pathOf('missing'))
    const there = thread.follow(pathOf('there'))
    missing.written(1)
    expect(await refusal(missing.digest(1))).toMatchObject({
      code: 'storage_failed',
      message: expect.stringContaining('ENOENT'),
    })
    expect(await there.digest(4)).toBe(sha256(Buffer.from('here')))
    missing.drop()
    there.drop()
  })

  test('a file shorter than what was written has no digest', async () => {
    await writeFile(pathOf('short'), 'abc')
    const file = createHashThread().follow(pathOf('short'))
    expect(await refusal(file.digest(4))).toMatchObject({ kind: 'permanent', code: 'storage_failed' })
    file.drop()
  })

  test('a thread that ends fails what it was doing, for now, and the next file starts another', async () => {
    const entry = pathOf('worker.mjs')
    await writeFile(entry, 'process.exit(7)')
    const thread = createHashThread(entry)
    await writeFile(pathOf('audio'), 'audio')
    const lost = thread.follow(pathOf('audio'))
    expect(await refusal(lost.digest(5))).toMatchObject({ kind: 'transient', code: 'storage_unavailable' })
    lost.drop()
    await writeFile(
      entry,
      "import { parentPort } from 'node:worker_threads'\n" +
        "parentPort.on('message', ({ id, isLast }) => isLast && parentPort.postMessage({ id, sha256: 'next' }))",
    )
    const next = thread.follow(pathOf('audio'))
    expect(await next.digest(5)).toBe('next')
    next.drop()
  })
})
