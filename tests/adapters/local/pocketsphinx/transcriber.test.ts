import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { execFile } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type StartChild, startChild } from '../../../../src/adapters/local/pocketsphinx/child-process.ts'
import {
  createPocketsphinxTranscriber,
  type PocketsphinxOptions,
} from '../../../../src/adapters/local/pocketsphinx/transcriber.ts'
import { createManualClock } from '../../../../src/adapters/memory/clock.ts'
import { silentLogger } from '../../../../src/adapters/system/logger.ts'
import { transcriberContract } from '../../../../src/testing/contracts/transcriber.contract.ts'
import { audioFile, transcribeRequest } from '../../../../src/testing/fixtures/audio-source.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../../support/temporary-directory.ts'

/** Real speech recognition, on machines that may be busy. */
setDefaultTimeout(120_000)

const CLIP_SECONDS = 8
const SAMPLE = fileURLToPath(new URL('../../../../samples/the-lamp-keeper.m4b', import.meta.url))
/** Small, so that the clip makes several pieces. */
const pieceLimits = { minPieceMs: 1_500, maxPieceMs: 4_000 }
const isRecognition = (args: readonly string[]) => args.includes('/dev/stdin') || args.includes('single')

const run = promisify(execFile)
const makeClip = async (path: string): Promise<string> => {
  await run('ffmpeg', ['-v', 'error', '-i', SAMPLE, '-t', String(CLIP_SECONDS), '-map', '0:a', path])
  return path
}

const watchChildren = () => {
  const counts = { alive: 0, recognitions: 0 }
  const start: StartChild = (program, args, options) => {
    const child = startChild(program, args, options)
    counts.alive++
    void child.exit.then(() => {
      counts.alive--
    })
    if (isRecognition(args)) counts.recognitions++
    return child
  }
  return { counts, start }
}

const create = (options: Partial<PocketsphinxOptions> = {}) =>
  createPocketsphinxTranscriber({ logger: silentLogger, pieceLimits, ...options })

const watched = watchChildren()
transcriberContract({
  name: 'pocketsphinx',
  create: async () => {
    const directory = await temporaryDirectory()
    const clip = await makeClip(join(directory.path, 'clip.m4a'))
    const notAudio = join(directory.path, 'not-audio.mp3')
    await writeFile(notAudio, 'This is a text. '.repeat(500))
    const transcriber = create({ startChild: watched.start })
    // Finding the program is a recognition, too; the counts are of what follows.
    await transcriber.check()
    return {
      transcriber,
      audio: await audioFile(clip, { mediaType: 'audio/mp4', durationSeconds: CLIP_SECONDS }),
      unreadable: await audioFile(notAudio, { mediaType: 'audio/mpeg', durationSeconds: CLIP_SECONDS }),
      close: directory.remove,
    }
  },
  capabilities: {
    parts: { computed: () => watched.counts.recognitions },
    children: () => watched.counts.alive,
  },
})

describe('pocketsphinx transcriber', () => {
  let directory: TemporaryDirectory
  let clip: string
  beforeAll(async () => {
    directory = await temporaryDirectory()
    clip = await makeClip(join(directory.path, 'clip.m4a'))
  })
  afterAll(() => directory.remove())

  const clipAudio = (path = clip, mediaType = 'audio/mp4', remote = false) =>
    audioFile(path, { mediaType, durationSeconds: CLIP_SECONDS, remote })

  test('hears what the sample says, at the time it says it, and names its engine', async () => {
    const audio = await clipAudio()
    const transcriber = createPocketsphinxTranscriber({ logger: silentLogger })
    const answer = (await transcriber.start(transcribeRequest(audio)))._unsafeUnwrap()
    if (answer.status !== 'done') throw new Error('it did not finish')
    const words = answer.transcript.segments.flatMap((segment) => segment.words)
    const lighthouse = words.find(({ text }) => text === 'lighthouse')
    expect(lighthouse?.startSeconds).toBeGreaterThan(2)
    expect(lighthouse?.startSeconds).toBeLessThan(6)
    expect(words.map(({ text }) => text).join(' ')).toContain('small island a mile from the shore')
    expect(answer.transcript.engine).toMatch(/^pocketsphinx 5\S* en-us$/)
  })

  test.each([
    ['a format that a pipe can carry', 'piped.mp3', 'audio/mpeg'],
    ['a format that needs seeking', 'spooled.m4a', 'audio/mp4'],
  ])('reads from a stream: %s', async (_, name, mediaType) => {
    const path = await makeClip(join(directory.path, name))
    const request = transcribeRequest(await clipAudio(path, mediaType, true))
    const answer = (await create().start(request))._unsafeUnwrap()
    expect(answer.status === 'done' && answer.transcript.segments.length).toBeGreaterThan(1)
  })

  test('leaves no temporary file', async () => {
    const before = new Set(await readdir(tmpdir()))
    await create().start(transcribeRequest(await clipAudio(clip, 'audio/mp4', true)))
    const left = (await readdir(tmpdir())).filter(
      (name) => /^chapterwise-[0-9a-f]{8}-/.test(name) && !before.has(name),
    )
    expect(left).toEqual([])
  })

  test('skips silence without recognising it', async () => {
    const path = join(directory.path, 'silence.wav')
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '20', path])
    const { counts, start } = watchChildren()
    const transcriber = create({ startChild: start })
    await transcriber.check()
    const before = counts.recognitions
    const answer = (
      await transcriber.start(transcribeRequest(await clipAudio(path, 'audio/wav')))
    )._unsafeUnwrap()
    expect(
      answer.status === 'done' && [answer.transcript.segments, answer.transcript.durationSeconds],
    ).toEqual([[], 20])
    expect(counts.recognitions).toBe(before)
    expect(answer.status === 'done' && answer.silences).toEqual([{ startSeconds: 0, endSeconds: 20 }])
  })

  test('a recogniser that hangs is killed when its piece should be done, and may be tried again', async () => {
    const clock = createManualClock()
    const hung = Promise.withResolvers<void>()
    let isFound = false
    const start: StartChild = (program, args, options) => {
      if (!isFound || !isRecognition(args)) return startChild(program, args, options)
      const child = startChild('sleep', ['600'], options)
      void child.exit.then(() => hung.resolve())
      // The piece is at most four seconds long.
      setImmediate(() => clock.advance(5_000))
      return child
    }
    const timeLimit = { baseMs: 1_000, msPerAudioSecond: 1_000, mostMs: 60_000 }
    const transcriber = create({ startChild: start, clock, timeLimit })
    await transcriber.check()
    isFound = true
    const error = (await transcriber.start(transcribeRequest(await clipAudio())))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'engine_timeout' })
    await hung.promise
  })

  test('refuses a playlist that would open other files', async () => {
    const path = join(directory.path, 'list.mp3')
    await writeFile(path, `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:${clip}\n#EXT-X-ENDLIST\n`)
    const request = transcribeRequest(await clipAudio(path, 'audio/mpeg'))
    expect((await create().start(request))._unsafeUnwrapErr()).toMatchObject({
      kind: 'permanent',
      code: 'decode_failed',
    })
  })

  test('refuses other languages unless there is a model, and names what can do them', async () => {
    const request = transcribeRequest(await clipAudio(), { language: 'de' })
    const error = (await create().start(request))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'language_not_supported' })
    expect(error.message).toContain('openai or revai')
    const noModel = create({ model: { language: 'de-DE', directory: directory.path } })
    expect((await noModel.start(request))._unsafeUnwrapErr().code).toBe('engine_missing')
  })

  test.each(['ffmpeg', 'pocketsphinx'])('says how to install %s when it is missing', async (missing) => {
    const start: StartChild = (program, ...rest) =>
      startChild(program.startsWith(missing) ? 'chapterwise-no-such-program' : program, ...rest)
    const transcriber = create({ startChild: start })
    const error = (await transcriber.check())._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'engine_missing' })
    expect(error.message).toContain('apt-get install ffmpeg pocketsphinx pocketsphinx-en-us')
    expect(error.message).toContain('brew install ffmpeg cmu-pocketsphinx')
    const request = transcribeRequest(await clipAudio())
    expect((await transcriber.start(request))._unsafeUnwrapErr().code).toBe('engine_missing')
  })

  test('calls a recogniser that fails transient, and stops the rest', async () => {
    const { counts, start } = watchChildren()
    let isBroken = false
    const breaking: StartChild = (program, args, options) =>
      start(isBroken && isRecognition(args) ? 'false' : program, args, options)
    const transcriber = create({ startChild: breaking })
    await transcriber.check()
    isBroken = true
    const error = (await transcriber.start(transcribeRequest(await clipAudio())))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'recognition_failed' })
    expect(counts.alive).toBe(0)
  })

  test('never runs more recognitions at once than allowed, over all jobs', async () => {
    let running = 0
    let most = 0
    const start: StartChild = (program, args, options) => {
      const child = startChild(program, args, options)
      if (!isRecognition(args)) return child
      running++
      most = Math.max(most, running)
      void child.exit.then(() => {
        running--
      })
      return child
    }
    const transcriber = create({ startChild: start, concurrency: 1 })
    await transcriber.check()
    const requests = [transcribeRequest(await clipAudio()), transcribeRequest(await clipAudio())]
    const answers = await Promise.all(requests.map((request) => transcriber.start(request)))
    expect(answers.every((answer) => answer.isOk())).toBe(true)
    expect(most).toBe(1)
  })
})
