import { errAsync, ok, okAsync, safeTry } from 'neverthrow'
import type { JsonValue } from '../../domain/job/job.ts'
import type { Transcript } from '../../domain/transcript/transcript.ts'
import { type PortResult, transientError } from '../../ports/port-error.ts'
import type { AudioSource, TranscribeRequest, Transcriber } from '../../ports/transcriber.ts'
import { transcribeRequest } from '../fixtures/audio-source.ts'
import { afterAll, beforeAll, describe, expect, test } from '../runner.ts'

export interface TranscriberSubject {
  readonly transcriber: Transcriber
  /** English speech. */
  readonly audio: AudioSource
  /** Not audio at all. */
  readonly unreadable: AudioSource
  close(): Promise<void>
}

export interface TranscriberCapabilities {
  /** Works in parts that it saves; `audio` is long enough for at least two. */
  readonly parts?: { readonly computed: () => number }
  /** Works in child processes; how many there are now. */
  readonly children?: () => number
}

const MAX_RESUMES = 20

/** What every transcriber keeps to. */
export function transcriberContract(options: {
  readonly name: string
  readonly create: () => Promise<TranscriberSubject>
  readonly capabilities?: TranscriberCapabilities
  /** Called before every resume; a fake vendor finishes what it has. */
  readonly letVendorWork?: () => Promise<void>
}): void {
  const { parts, children } = options.capabilities ?? {}

  describe(`transcriber contract: ${options.name}`, () => {
    let subject: TranscriberSubject
    beforeAll(async () => {
      subject = await options.create()
    })
    afterAll(() => subject.close())

    /** Start, then resume as often as it asks to. */
    const outcomeOf = (request: TranscribeRequest): PortResult<Transcript> =>
      safeTry(async function* () {
        let answer = yield* await subject.transcriber.start(request)
        for (let resumes = 0; answer.status === 'waiting' && resumes < MAX_RESUMES; resumes++) {
          expect(answer.pollAfterMs).toBeGreaterThan(0)
          await options.letVendorWork?.()
          const { externalId } = answer
          answer = yield* await (externalId === null
            ? subject.transcriber.start(request)
            : subject.transcriber.resume(externalId, request))
        }
        if (answer.status === 'waiting') throw new Error('it is never done')
        return ok(answer.transcript)
      })
    const transcribe = async (request: TranscribeRequest): Promise<Transcript> =>
      (await outcomeOf(request))._unsafeUnwrap()

    test('is ready', async () => {
      expect((await subject.transcriber.check()).isOk()).toBe(true)
    })

    test('gives segments and words in order, within the duration', async () => {
      const transcript = await transcribe(transcribeRequest(subject.audio))
      expect(transcript.language).toBe('en')
      expect(transcript.engine).not.toBe('')
      expect(Math.abs(transcript.durationSeconds - subject.audio.durationSeconds)).toBeLessThan(0.5)
      expectOrdered(transcript)
    })

    test('reports progress that never falls, up to 1', async () => {
      const fractions: number[] = []
      const reportProgress = (fraction: number) => void fractions.push(fraction)
      await transcribe(transcribeRequest(subject.audio, { reportProgress }))
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
      expect(fractions.at(0)).toBeGreaterThanOrEqual(0)
      expect(fractions.at(-1)).toBe(1)
    })

    test('refuses what is not audio, for good', async () => {
      const error = (await outcomeOf(transcribeRequest(subject.unreadable)))._unsafeUnwrapErr()
      expect(error.kind).toBe('permanent')
      expect(error.code).toBe('decode_failed')
      const { localPath } = subject.unreadable
      if (localPath !== null) expect(error.message).not.toContain(localPath)
    })

    test('refuses to resume what it does not know, for good', async () => {
      const answer = await subject.transcriber.resume('no-such-job', transcribeRequest(subject.audio))
      expect(answer._unsafeUnwrapErr().kind).toBe('permanent')
    })

    test('does nothing when it was aborted before', async () => {
      const request = transcribeRequest(subject.audio, { signal: AbortSignal.abort() })
      expect((await subject.transcriber.start(request)).isErr()).toBe(true)
      expect(children?.() ?? 0).toBe(0)
    })

    if (parts !== undefined) partsContract(() => subject, parts, transcribe, children ?? (() => 0))
  })
}

const partsContract = (
  subject: () => TranscriberSubject,
  parts: { readonly computed: () => number },
  transcribe: (request: TranscribeRequest) => Promise<Transcript>,
  children: () => number,
) => {
  test('does not compute finished parts again, and comes to the same transcript', async () => {
    const saved = new Map<string, JsonValue>()
    const savePart: TranscribeRequest['savePart'] = (key, output) => {
      expect(saved.has(key)).toBe(false)
      saved.set(key, JSON.parse(JSON.stringify(output)) as JsonValue)
      return okAsync(undefined)
    }
    const before = parts.computed()
    const first = await transcribe(transcribeRequest(subject().audio, { savePart }))
    const needed = parts.computed() - before
    expect(needed).toBeGreaterThanOrEqual(2)
    expect(saved.size).toBe(needed)

    const [lostKey] = saved.keys()
    if (lostKey === undefined) throw new Error('nothing was saved')
    saved.delete(lostKey)
    const second = await transcribe(
      transcribeRequest(subject().audio, { savePart, finishedParts: new Map(saved) }),
    )
    expect(parts.computed() - before - needed).toBe(1)
    expect(second).toEqual(first)
  })

  test('stops all work when it is aborted', async () => {
    const controller = new AbortController()
    const before = parts.computed()
    let saves = 0
    const savePart = () => {
      saves++
      controller.abort()
      return okAsync(undefined)
    }
    const request = transcribeRequest(subject().audio, { savePart, signal: controller.signal })
    expect((await subject().transcriber.start(request)).isErr()).toBe(true)
    expect(saves).toBe(1)
    expect(children()).toBe(0)
    const stoppedAt = parts.computed()
    await transcribe(transcribeRequest(subject().audio))
    expect(stoppedAt - before).toBeLessThanOrEqual(parts.computed() - stoppedAt)
  })

  test('stops with the error of a part that can not be saved', async () => {
    const failure = transientError('database_down', 'The database is down.')
    const request = transcribeRequest(subject().audio, { savePart: () => errAsync(failure) })
    expect((await subject().transcriber.start(request))._unsafeUnwrapErr()).toEqual(failure)
    expect(children()).toBe(0)
  })
}

const expectOrdered = (transcript: Transcript) => {
  let lastSeconds = 0
  expect(transcript.segments.length).toBeGreaterThan(0)
  for (const segment of transcript.segments) {
    expect(segment.text.trim()).not.toBe('')
    expect(segment.startSeconds).toBeGreaterThanOrEqual(lastSeconds)
    expect(segment.endSeconds).toBeGreaterThanOrEqual(segment.startSeconds)
    if (segment.words.length === 0) lastSeconds = segment.endSeconds
    for (const word of segment.words) {
      expect(word.startSeconds).toBeGreaterThanOrEqual(lastSeconds)
      expect(word.endSeconds).toBeGreaterThanOrEqual(word.startSeconds)
      expect(word.confidence ?? 0).toBeGreaterThanOrEqual(0)
      expect(word.confidence ?? 1).toBeLessThanOrEqual(1)
      lastSeconds = word.endSeconds
    }
    expect(segment.endSeconds).toBeGreaterThanOrEqual(lastSeconds)
  }
  expect(lastSeconds).toBeLessThanOrEqual(transcript.durationSeconds)
}
