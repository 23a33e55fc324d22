import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { ByteStream, Storage } from '../../../src/ports/storage.ts'
import {
  DATABASE_TIMEOUT,
  type Fault,
  type FaultKind,
  HTML_503,
  slowDown,
} from '../../../src/testing/fakes/supabase/faults.ts'
import { patternBytes, readAll } from '../../../src/testing/fixtures/bytes.ts'
import { BUCKET, MEBIBYTE, type ProjectUnderTest, startProject } from './project-under-test.ts'

/** Megabytes are sent many times; on a busy machine that takes a while. */
setDefaultTimeout(120_000)

const RUNS = 40
const KEY = 'uploads/u1/f1.mp3'
const MAX_BYTES = 14 * MEBIBYTE
const source = patternBytes(MAX_BYTES)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

let project: ProjectUnderTest
beforeAll(async () => {
  project = await startProject()
})
afterAll(() => project.fake.close())

const cut = (name: 'cutRequestAfterBytes' | 'cutResponseAfterBytes') =>
  fc.nat(7 * MEBIBYTE).map((bytes) => ({ [name]: bytes }) as unknown as FaultKind)
const faultKind = fc.oneof(
  fc.constantFrom<FaultKind>(
    HTML_503,
    DATABASE_TIMEOUT,
    slowDown(),
    { dropResponse: true },
    { truncateText: true },
  ),
  cut('cutRequestAfterBytes'),
  cut('cutResponseAfterBytes'),
)
/** Of any request but those that clean up. */
const fault: fc.Arbitrary<Fault> = fc
  .tuple(
    faultKind,
    fc.constantFrom('POST', 'PATCH', 'HEAD', 'GET'),
    fc.nat(3),
    fc.integer({ min: 1, max: 6 }),
  )
  .map(([kind, method, skip, times]) => ({ ...kind, method, skip, times }))

/** Its last byte may never come. */
async function* bodyOf(bytes: Uint8Array, chunkBytes: number, breaks: boolean): ByteStream {
  for (let start = 0; start < bytes.length; start += chunkBytes)
    yield bytes.subarray(start, start + chunkBytes)
  if (breaks) throw new Error('connection reset')
}

/** Null when the faults were too many. */
async function readBack(storage: Storage): Promise<Uint8Array | null> {
  const found = await storage.get(KEY)
  if (found.isErr() || found.value === null) return null
  return readAll(found.value.body).catch(() => null)
}

test('whatever goes wrong, under the key lies all of the object or nothing', async () => {
  const { fake, storage } = project
  const upload = fc.record({
    sizeBytes: fc.oneof(fc.nat(MAX_BYTES), fc.constantFrom(0, 6 * MEBIBYTE, 12 * MEBIBYTE)),
    chunkBytes: fc.integer({ min: 10_000, max: 8 * MEBIBYTE }),
    breaks: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
    faults: fc.array(fault, { maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(upload, async ({ sizeBytes, chunkBytes, breaks, faults }) => {
      const bytes = source.subarray(0, sizeBytes)
      for (const one of faults) fake.faults.add(one)
      const put = await storage.put(KEY, bodyOf(bytes, chunkBytes, breaks), { mediaType: 'audio/mpeg' })
      const read = put.isOk() ? await readBack(storage) : null
      fake.faults.clear()

      const stored = fake.bucket(BUCKET)?.objects[0]
      if (put.isOk()) {
        expect(put.value).toEqual({ sizeBytes, sha256: sha256(bytes) })
        expect(stored?.sha256).toBe(sha256(bytes))
      }
      if (read !== null) expect(sha256(read)).toBe(sha256(bytes))
      if (breaks) expect(put.isErr() && stored === undefined).toBe(true)
      if (stored !== undefined) expect(stored.sha256).toBe(sha256(bytes))
      ;(await storage.remove([KEY]))._unsafeUnwrap()
    }),
    { numRuns: RUNS },
  )
})
