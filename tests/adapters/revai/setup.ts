import { okAsync } from 'neverthrow'
import type { RevAiOptions } from '../../../src/adapters/revai/context.ts'
import { createRevAiTranscriber } from '../../../src/adapters/revai/transcriber.ts'
import { systemClock } from '../../../src/adapters/system/clock.ts'
import type { JsonValue } from '../../../src/domain/job/job.ts'
import type { LogFields, Logger } from '../../../src/ports/logger.ts'
import type { AudioSource, TranscribeRequest } from '../../../src/ports/transcriber.ts'
import type { FakeRevAi } from '../../../src/testing/fakes/revai/server.ts'
import { transcribeRequest } from '../../../src/testing/fixtures/audio-source.ts'
import { silentWav } from '../../../src/testing/fixtures/silent-wav.ts'

export interface LoggedLine {
  readonly level: keyof Logger
  readonly message: string
  readonly fields: LogFields
}

export function recordingLogger(lines: LoggedLine[]): Logger {
  const at =
    (level: keyof Logger) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** The adapter against the fake. */
export const transcriberFor = (fake: FakeRevAi, overrides: Partial<RevAiOptions> = {}) =>
  createRevAiTranscriber({
    ...{ apiKey: fake.apiKey, baseUrl: fake.baseUrl, clock: systemClock, random: () => 0.5 },
    logger: recordingLogger([]),
    ...overrides,
  })

/** Silence of that length, as a stream from a storage that can't sign. */
export function wavAudio(durationSeconds: number): AudioSource {
  const bytes = silentWav(durationSeconds)
  return {
    ...{ mediaType: 'audio/wav', sizeBytes: bytes.length, durationSeconds, localPath: null },
    open: () => okAsync(chunked(bytes)),
    signedUrl: () => okAsync(null),
  }
}

const CHUNK_BYTES = 64 * 1024

async function* chunked(bytes: Uint8Array) {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    yield bytes.subarray(start, start + CHUNK_BYTES)
  }
}

/** A job whose notes outlive its requests, as the checkpoint does. */
export function notedJob(audio: AudioSource, replacements: Partial<TranscribeRequest> = {}) {
  let notes: JsonValue = null
  const saved: JsonValue[] = []
  const saveNotes = (next: JsonValue) => {
    notes = JSON.parse(JSON.stringify(next)) as JsonValue
    saved.push(notes)
    return okAsync(undefined)
  }
  return {
    notes: () => notes,
    saved,
    request: (): TranscribeRequest => transcribeRequest(audio, { notes, saveNotes, ...replacements }),
  }
}
