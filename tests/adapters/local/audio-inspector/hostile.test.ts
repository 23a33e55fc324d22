import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { okAsync } from 'neverthrow'
import { createAudioInspector } from '../../../../src/adapters/local/audio-inspector/audio-inspector.ts'
import { SNIFF_BYTES } from '../../../../src/ports/audio-inspector.ts'
import { patternBytes, streamOf } from '../../../../src/testing/fixtures/bytes.ts'
import { makeAudio } from '../../../support/make-audio.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../../support/temporary-directory.ts'

const RUNS = 300
/** With ffprobe each run starts a process or two. */
const RUNS_WITH_FFPROBE = 15
const TEST_TIMEOUT_MS = 120_000

const CHAPTERS = [
  { title: 'One', startSeconds: 0, endSeconds: 1 },
  { title: 'Two', startSeconds: 1, endSeconds: 2 },
]
const FILES: readonly (readonly [fileName: string, ...options: string[]])[] = [
  ['a.mp3'],
  ['a.m4b'],
  ['fast.m4b', '-movflags', '+faststart'],
  ['a.aac', '-f', 'adts'],
  ['a.wav', '-ar', '8000'],
  ['a.flac', '-ar', '8000'],
  ['a.ogg', '-c:a', 'libvorbis'],
  ['a.opus'],
  ['a.oga', '-c:a', 'flac', '-f', 'ogg', '-ar', '8000'],
  ['a.webm', '-c:a', 'libopus'],
  ['a.mka', '-c:a', 'aac'],
  ['a.wma'],
  ['a.aiff', '-ar', '8000'],
]

let directory: TemporaryDirectory
const originals: Buffer[] = []
beforeAll(async () => {
  directory = await temporaryDirectory()
  for (const [fileName, ...options] of FILES) {
    const audio = {
      fileName,
      durationSeconds: 2,
      tags: { title: 'A', artist: 'B' },
      chapters: CHAPTERS,
      options,
    }
    originals.push(await readFile(await makeAudio(directory.path, audio)))
  }
}, TEST_TIMEOUT_MS)
afterAll(() => directory.remove())

/** Answers like any other, whatever the bytes are. */
async function expectAnAnswer(bytes: Uint8Array, ffprobePath: string): Promise<string> {
  const inspector = createAudioInspector({ ffprobePath })
  const localPath = join(directory.path, 'hostile')
  await writeFile(localPath, bytes)
  await inspector.identify(bytes.subarray(0, SNIFF_BYTES))
  const source = {
    localPath,
    open: () => okAsync(streamOf()),
    sizeBytes: bytes.length,
    mediaType: 'audio/mpeg',
  }
  const result = await inspector.inspect(source)
  if (result.isErr()) {
    expect(result.error.kind).toBe('permanent')
    expect(['unreadable_audio', 'not_audio']).toContain(result.error.code)
    return result.error.code
  }
  const { durationSeconds, chapterMarks } = result.value.metadata
  expect(durationSeconds).toBeGreaterThan(0)
  expect(Number.isFinite(durationSeconds)).toBe(true)
  let lastEndSeconds = 0
  for (const mark of chapterMarks) {
    expect(mark.startSeconds).toBeGreaterThanOrEqual(lastEndSeconds)
    expect(mark.endSeconds).toBeGreaterThan(mark.startSeconds)
    lastEndSeconds = mark.endSeconds
  }
  expect(lastEndSeconds).toBeLessThanOrEqual(durationSeconds)
  return 'readable'
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true })
const original = fc.nat(FILES.length - 1)
const damages = fc.array(fc.tuple(fraction, fc.uint8Array({ minLength: 1, maxLength: 8 })), { maxLength: 6 })

/** Damage is most interesting near the start, where the heads are. */
function damage(bytes: Buffer, changes: readonly (readonly [number, Uint8Array])[]): Buffer {
  const copy = Buffer.from(bytes)
  for (const [place, values] of changes) {
    const start = Math.floor(place ** 3 * copy.length)
    copy.set(values.subarray(0, copy.length - start), start)
  }
  return copy
}

describe('audio inspector: hostile files', () => {
  const none = () => join(directory.path, 'no-such-program')

  test(
    'answers for random bytes, also behind the first bytes of every format',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          original,
          fc.nat(400),
          fc.uint8Array({ maxLength: 5_000 }),
          async (index, kept, tail) => {
            const head = originals[index]?.subarray(0, kept) ?? new Uint8Array()
            await expectAnAnswer(Buffer.concat([head, tail]), none())
          },
        ),
        { numRuns: RUNS },
      )
    },
    TEST_TIMEOUT_MS,
  )

  test(
    'answers for real files that were cut off or damaged',
    async () => {
      const run = (ffprobePath: string) =>
        fc.asyncProperty(original, fraction, damages, async (index, kept, changes) => {
          const bytes = originals[index] ?? Buffer.alloc(0)
          await expectAnAnswer(
            damage(bytes.subarray(0, Math.ceil(bytes.length * kept)), changes),
            ffprobePath,
          )
        })
      await fc.assert(run(none()), { numRuns: RUNS })
      await fc.assert(run('ffprobe'), { numRuns: RUNS_WITH_FFPROBE })
    },
    TEST_TIMEOUT_MS,
  )

  test(
    'calls empty, cut and meaningless files unreadable',
    async () => {
      const mp4 = originals[1] ?? Buffer.alloc(0)
      const fast = originals[2] ?? Buffer.alloc(0)
      const files = [
        Buffer.alloc(0),
        Buffer.from('This is a text, not a recording.'),
        Buffer.from('\uFEFFThis is a text in another encoding.', 'utf16le'),
        Buffer.alloc(100_000),
        Buffer.alloc(100_000, 0xff),
        patternBytes(100_000),
        Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0'), patternBytes(100_000)]),
        Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), patternBytes(100_000)]),
        mp4.subarray(0, mp4.length - 3_000),
        fast.subarray(0, fast.length - 3_000),
      ]
      for (const bytes of files) expect(await expectAnAnswer(bytes, 'ffprobe')).toBe('unreadable_audio')
    },
    TEST_TIMEOUT_MS,
  )

  test(
    'is not impressed by sizes that files claim',
    async () => {
      const mp4 = Buffer.from(originals[2] ?? Buffer.alloc(0))
      for (const table of ['stsz', 'stts', 'stco', 'stsc', 'chpl', 'tref', 'udta']) {
        const bytes = Buffer.from(mp4)
        // Once each for the count inside of the box and for the size of the box itself.
        const place = bytes.lastIndexOf(table)
        bytes.fill(0xff, place + 8, place + 16)
        await expectAnAnswer(bytes, none())
        const larger = Buffer.from(mp4)
        larger.writeUInt32BE(0x7fff_ffff, place - 4)
        await expectAnAnswer(larger, none())
      }
      const hugeTag = Buffer.concat([
        Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7fAPIC\x7f\x7f\x7f\x7f\0\0', 'latin1'),
        originals[0] ?? Buffer.alloc(0),
      ])
      expect(await expectAnAnswer(hugeTag, none())).toBe('unreadable_audio')
    },
    TEST_TIMEOUT_MS,
  )

  test('gives up when the time is over', async () => {
    const localPath = join(directory.path, 'a.mp3')
    const source = { localPath, open: () => okAsync(streamOf()), sizeBytes: 1, mediaType: 'audio/mpeg' }
    const inspected = await createAudioInspector({ timeoutMs: 0 }).inspect(source)
    expect(inspected._unsafeUnwrapErr().code).toBe('unreadable_audio')
  })
})
