import { setTimeout as delay } from 'node:timers/promises'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { JsonValue } from '../../domain/job/job.ts'
import type { Segment, Word } from '../../domain/transcript/transcript.ts'
import { type PortError, permanentError, transientError } from '../../ports/port-error.ts'
import type { TranscribeAnswer, TranscribeRequest, Transcriber } from '../../ports/transcriber.ts'

export interface TranscriberScript {
  /** Errors of the first calls, in order; null lets a call go through. */
  readonly failures?: readonly (PortError | null)[]
  /** How often a job is answered `waiting` before it is done. */
  readonly waits?: number
  readonly pollAfterMs?: number
  /** Real time that each part takes. */
  readonly delayMs?: number
  /** Audio is worked on in parts of this length. */
  readonly partSeconds?: number
  /** The nth word of the audio, 0-based; two are spoken a second. */
  readonly word?: (index: number) => string
}

export interface ScriptedTranscriber extends Transcriber {
  /** Keys of the parts computed so far, over all calls. */
  readonly computedParts: readonly string[]
}

const DEFAULT_PART_SECONDS = 30
const DEFAULT_POLL_AFTER_MS = 1_000
const SECONDS_PER_WORD = 0.5
const WORDS_PER_SEGMENT = 10
const VOCABULARY = [
  'the',
  'keeper',
  'lit',
  'a',
  'lamp',
  'and',
  'watched',
  'dark',
  'water',
  'rise',
  'slowly',
] as const

/**
 * A transcriber that makes its words up from the length of the audio: the same audio, the same words. For tests of what
 * uses a transcriber; it keeps the port's contract. Audio without a duration is unreadable to it.
 */
export const createScriptedTranscriber = (
  options: { readonly script?: TranscriberScript } = {},
): ScriptedTranscriber => {
  const script = options.script ?? {}
  const failures = [...(script.failures ?? [])]
  const computedParts: string[] = []
  const waitsLeft = new Map<string, number>()
  let jobs = 0

  const transcribe = async (request: TranscribeRequest): Promise<Result<TranscribeAnswer, PortError>> => {
    const { durationSeconds } = request.audio
    if (durationSeconds <= 0) return err(permanentError('decode_failed', 'The audio has no sound.'))
    const segments: Segment[] = []
    for (const part of cutParts(durationSeconds, script.partSeconds ?? DEFAULT_PART_SECONDS)) {
      if (!request.finishedParts.has(part.key)) {
        if (script.delayMs !== undefined) await sleep(script.delayMs, request.signal)
        if (request.signal.aborted) return err(abortedError())
        computedParts.push(part.key)
        const saved = await request.savePart(part.key, { computed: true } satisfies JsonValue)
        if (saved.isErr()) return err(saved.error)
      }
      segments.push(...speak(part, script.word ?? wordFromVocabulary))
      request.reportProgress(part.endSeconds / durationSeconds)
    }
    const transcript = { language: request.language, engine: 'scripted', durationSeconds, segments }
    return ok({ status: 'done', transcript })
  }

  const answer = async (externalId: string, request: TranscribeRequest) => {
    if (request.signal.aborted) return err(abortedError())
    const failure = failures.shift() ?? null
    if (failure !== null) return err(failure)
    const left = waitsLeft.get(externalId) ?? 0
    if (left === 0) return transcribe(request)
    waitsLeft.set(externalId, left - 1)
    return ok({
      status: 'waiting',
      externalId,
      pollAfterMs: script.pollAfterMs ?? DEFAULT_POLL_AFTER_MS,
    } as const)
  }

  return {
    name: 'scripted',
    computedParts,
    start: (request) => {
      const externalId = `scripted-${jobs++}`
      waitsLeft.set(externalId, script.waits ?? 0)
      return new ResultAsync(answer(externalId, request))
    },
    resume: (externalId, request) =>
      new ResultAsync(
        waitsLeft.has(externalId)
          ? answer(externalId, request)
          : Promise.resolve(err(permanentError('nothing_to_resume', `There is no job ${externalId}.`))),
      ),
    check: () => new ResultAsync(Promise.resolve(ok(undefined))),
  }
}

interface Part {
  readonly key: string
  readonly startSeconds: number
  readonly endSeconds: number
}

const cutParts = (durationSeconds: number, partSeconds: number): Part[] =>
  Array.from({ length: Math.ceil(durationSeconds / partSeconds) }, (_, index) => ({
    key: `part:${index}`,
    startSeconds: index * partSeconds,
    endSeconds: Math.min(durationSeconds, (index + 1) * partSeconds),
  }))

const wordFromVocabulary = (index: number): string => VOCABULARY[index % VOCABULARY.length] ?? ''

const speak = (part: Part, word: (index: number) => string): Segment[] => {
  const firstIndex = Math.ceil(part.startSeconds / SECONDS_PER_WORD)
  const count = Math.ceil(part.endSeconds / SECONDS_PER_WORD) - firstIndex
  const words = Array.from({ length: count }, (_, offset): Word => {
    const startSeconds = (firstIndex + offset) * SECONDS_PER_WORD
    const endSeconds = Math.min(part.endSeconds, startSeconds + SECONDS_PER_WORD)
    return { text: word(firstIndex + offset), startSeconds, endSeconds, confidence: 1 }
  })
  const groups = Array.from({ length: Math.ceil(count / WORDS_PER_SEGMENT) }, (_, index) =>
    words.slice(index * WORDS_PER_SEGMENT, (index + 1) * WORDS_PER_SEGMENT),
  )
  return groups.map((group) => ({
    text: group.map(({ text }) => text).join(' '),
    startSeconds: group[0]?.startSeconds ?? part.startSeconds,
    endSeconds: group.at(-1)?.endSeconds ?? part.endSeconds,
    confidence: 1,
    words: group,
  }))
}

const abortedError = (): PortError => transientError('aborted', 'The transcription was stopped.')

const sleep = (durationMs: number, signal: AbortSignal): Promise<void> =>
  delay(durationMs, undefined, { signal }).catch(() => undefined)
