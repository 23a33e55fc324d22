import { afterAll, afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errAsync, okAsync } from 'neverthrow'
import {
  createOpenAiTranscriber,
  type OpenAiTranscriberOptions,
} from '../../../src/adapters/openai/transcriber.ts'
import type { JsonValue } from '../../../src/domain/job/job.ts'
import { transientError } from '../../../src/ports/port-error.ts'
import type { TranscribeRequest } from '../../../src/ports/transcriber.ts'
import { transcriberContract } from '../../../src/testing/contracts/transcriber.contract.ts'
import { type FakeOpenAi, startFakeOpenAi } from '../../../src/testing/fakes/openai/server.ts'
import type { TranscriptionForm } from '../../../src/testing/fakes/openai/transcription.ts'
import { audioFile, transcribeRequest } from '../../../src/testing/fixtures/audio-source.ts'
import { makeTones } from '../../support/tone.ts'

const PATH = '/v1/audio/transcriptions'
const root = mkdtempSync(join(tmpdir(), 'chapterwise-openai-'))
const wav = join(root, 'tones.wav')
// Fifteen tones of 1.6 s, each followed by a pause of 0.4 s.
makeTones(wav, 15, 1.6, 0.4)
const DURATION_SECONDS = 30
const audioSource = (path: string, durationSeconds: number, remote = false) =>
  audioFile(path, { mediaType: 'audio/wav', durationSeconds, remote })
const audio = await audioSource(wav, DURATION_SECONDS)
const notAudio = await audioSource(import.meta.filename, DURATION_SECONDS)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const durationOf = (form: TranscriptionForm) => {
  const [rate, samples] = flacProperties(form.bytes)
  return samples / rate
}
/** Stream info of a FLAC file: sample rate and number of samples (RFC 9639, 8.2). */
const flacProperties = (bytes: Uint8Array): [number, number] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return [view.getUint32(18) >>> 12, (view.getUint8(21) & 15) * 2 ** 32 + view.getUint32(22)]
}
/** One segment from 1 s to 2 s of whatever is sent. */
const oneSegment = () => ({ text: 'a tone', segments: [{ start: 1, end: 2, text: ' a tone' }] })

const contractFake = await startFakeOpenAi()
contractFake.behaviour.transcribe = oneSegment
for (const [name, maxPieceSeconds] of [
  ['openai, whole files', 60],
  ['openai, in pieces', 10],
] as const) {
  transcriberContract({
    name,
    create: async () => {
      const { baseUrl, apiKey } = contractFake
      const transcriber = createOpenAiTranscriber({ baseUrl, apiKey, model: 'whisper-1', maxPieceSeconds })
      return { transcriber, audio, unreadable: notAudio, close: async () => undefined }
    },
    ...(maxPieceSeconds < DURATION_SECONDS
      ? { capabilities: { parts: { computed: () => contractFake.count(PATH) } } }
      : {}),
  })
}
afterAll(() => contractFake.close())

describe('openai transcriber', () => {
  let fake: FakeOpenAi
  const parts = new Map<string, JsonValue>()
  const progress: number[] = []
  beforeEach(async () => {
    fake = await startFakeOpenAi()
    fake.behaviour.transcribe = oneSegment
    parts.clear()
    progress.length = 0
  })
  afterEach(() => fake.close())

  const transcriber = (more: Partial<OpenAiTranscriberOptions> = {}) =>
    createOpenAiTranscriber({ baseUrl: fake.baseUrl, apiKey: fake.apiKey, model: 'whisper-1', ...more })
  const requestFor = (more: Partial<TranscribeRequest> = {}): TranscribeRequest =>
    transcribeRequest(audio, {
      language: 'en-GB',
      finishedParts: new Map(parts),
      savePart: (key, output) => {
        parts.set(key, output)
        return okAsync(undefined)
      },
      reportProgress: (fraction) => void progress.push(fraction),
      ...more,
    })
  const transcriptOf = async (engine = transcriber(), request = requestFor()) => {
    const answer = (await engine.start(request))._unsafeUnwrap()
    if (answer.status !== 'done') throw new Error('not done')
    return answer.transcript
  }
  const forms = () => fake.received as TranscriptionForm[]

  test('sends a small file as it is, with its size announced', async () => {
    const transcript = await transcriptOf()
    const [form] = forms()
    expect({ ...form, bytes: null }).toMatchObject({
      model: 'whisper-1',
      language: 'en',
      fileName: 'audio.wav',
    })
    expect(sha256(form?.bytes ?? new Uint8Array())).toBe(sha256(readFileSync(wav)))
    expect(transcript).toMatchObject({ language: 'en-GB', engine: 'openai whisper-1', durationSeconds: 30 })
    expect(transcript.segments[0]).toMatchObject({ text: 'a tone', startSeconds: 1, endSeconds: 2 })
    expect(transcript.segments[0]?.words.map((word) => word.text)).toEqual(['a', 'tone'])
  })

  test.each([
    ['file size', { maxFileSizeBytes: 320_000 }],
    ['duration', { maxPieceSeconds: 10 }],
  ])('cuts by %s, in pauses, and puts the times together', async (_, limits) => {
    const transcript = await transcriptOf(transcriber(limits))
    const lengths = forms().map(durationOf)
    const starts = lengths.map((_length, index) => lengths.slice(0, index).reduce((sum, one) => sum + one, 0))
    expect(forms().length).toBeGreaterThanOrEqual(3)
    expect(lengths.reduce((sum, one) => sum + one, 0)).toBeCloseTo(DURATION_SECONDS, 1)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(10)
    // Every cut lies in the pause that ends each period of 2 s.
    for (const start of starts.slice(1)) expect(start % 2).toBeGreaterThan(1.6)
    expect(transcript.segments.map((segment) => segment.startSeconds)).toHaveLength(starts.length)
    for (const [index, segment] of transcript.segments.entries()) {
      expect(segment.startSeconds).toBeCloseTo((starts[index] ?? 0) + 1, 1)
      expect(segment.words[0]?.startSeconds).toBeCloseTo((starts[index] ?? 0) + 1, 1)
    }
    expect(transcript.durationSeconds).toBe(DURATION_SECONDS)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.at(-1)).toBe(1)
  })

  test('a finished piece is never bought again', async () => {
    const engine = transcriber({ maxPieceSeconds: 10 })
    fake.behaviour.transcribe = () => {
      if (fake.count(PATH) === 2) fake.fail(PATH, { status: 500, html: '<h1>down</h1>' })
      return oneSegment()
    }
    const failed = (await engine.start(requestFor()))._unsafeUnwrapErr()
    expect(failed).toMatchObject({ kind: 'transient', code: 'server_error' })
    expect(parts.size).toBe(2)
    const boughtBefore = fake.count(PATH)
    const transcript = await transcriptOf(engine)
    expect(fake.count(PATH) - boughtBefore).toBe(transcript.segments.length - 2)
    await transcriptOf(engine)
    expect(fake.count(PATH) - boughtBefore).toBe(transcript.segments.length - 2)
  })

  test('a whole file is not bought again either', async () => {
    const first = await transcriptOf()
    expect(await transcriptOf()).toEqual(first)
    expect(fake.count(PATH)).toBe(1)
  })

  test('audio of a remote storage is fetched, cut and cleared away', async () => {
    const before = pieceDirectories()
    const request = requestFor({ audio: await audioSource(wav, DURATION_SECONDS, true) })
    const transcript = await transcriptOf(transcriber({ maxPieceSeconds: 10 }), request)
    expect(transcript.segments.length).toBeGreaterThanOrEqual(3)
    expect(pieceDirectories()).toEqual(before)
  })

  test('a request may take as long as the audio in it allows, whatever the server may otherwise', async () => {
    fake.fail(PATH, { slowMs: 60_000 })
    const timeLimit = { baseMs: 0, msPerAudioSecond: 1, mostMs: 60_000 }
    const error = (await transcriber({ timeLimit }).start(requestFor()))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'timeout' })
    const patient = transcriber({ timeLimit: { ...timeLimit, msPerAudioSecond: 2_000 }, timeoutMs: 1 })
    expect(await transcriptOf(patient)).toMatchObject({ durationSeconds: 30 })
  })

  test('a storage that fails is what failed, not the server', async () => {
    const broken = {
      ...audio,
      open: () => errAsync(transientError('storage_down', 'no disk')),
    }
    const error = (await transcriber().start(requestFor({ audio: broken })))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'storage_down' })
  })

  test('audio that is shorter than announced is an error, not a transcript', async () => {
    const broken = { ...audio, sizeBytes: audio.sizeBytes + 5 }
    const error = (await transcriber().start(requestFor({ audio: broken })))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'audio_size' })
  })

  test('an abort ends the request at once and leaves no files', async () => {
    const before = pieceDirectories()
    const controller = new AbortController()
    fake.behaviour.transcribe = () => {
      controller.abort()
      return oneSegment()
    }
    const request = requestFor({ signal: controller.signal })
    const error = (await transcriber({ maxPieceSeconds: 10 }).start(request))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'aborted' })
    expect(fake.count(PATH)).toBe(1)
    expect(pieceDirectories()).toEqual(before)
  })

  test('an abort in the middle of an upload closes the source', async () => {
    const controller = new AbortController()
    let closed = false
    async function* endless() {
      try {
        for (let sent = 0; ; sent += 1) {
          if (sent === 3) controller.abort()
          yield new Uint8Array(64 * 1024)
        }
      } finally {
        closed = true
      }
    }
    const broken = {
      ...audio,
      sizeBytes: 20_000_000,
      open: () => okAsync(endless()),
    }
    const error = (
      await transcriber().start(requestFor({ audio: broken, signal: controller.signal }))
    )._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'aborted' })
    expect(closed).toBe(true)
  })

  test('a file that is no audio is permanent when it has to be cut', async () => {
    const engine = transcriber({ maxPieceSeconds: 10 })
    const error = (await engine.start(requestFor({ audio: notAudio })))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'decode_failed' })
  })

  test('a model that gives no times is refused with advice', async () => {
    fake.behaviour.transcribe = () => ({ text: 'spoken, but when?' })
    const error = (await transcriber().start(requestFor()))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'no_times' })
  })

  test('a language without a two-letter code is left to the server', async () => {
    await transcriptOf(transcriber(), requestFor({ language: 'gsw' }))
    expect(forms()[0]?.language).toBeNull()
  })

  test('a part that could not be saved fails the job', async () => {
    const savePart = () => errAsync(transientError('database_down', 'gone'))
    const error = (await transcriber().start(requestFor({ savePart })))._unsafeUnwrapErr()
    expect(error.code).toBe('database_down')
  })

  test('there is nothing to resume', async () => {
    const error = (await transcriber().resume('job', requestFor()))._unsafeUnwrapErr()
    expect(error.kind).toBe('permanent')
  })
})

function pieceDirectories(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('chapterwise-pieces-'))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
