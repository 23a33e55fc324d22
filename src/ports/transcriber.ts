import type { TranscriptionOptions } from '../domain/audiobook/transcription-options.ts'
import type { JsonValue } from '../domain/job/job.ts'
import type { Stretch } from '../domain/transcript/coverage.ts'
import type { Transcript } from '../domain/transcript/transcript.ts'
import type { PortResult } from './port-error.ts'
import type { ByteStream } from './storage.ts'
import type { ProviderUsage } from './usage.ts'

/** The audio of one job, however the storage can give it. */
export interface AudioSource {
  readonly mediaType: string
  readonly sizeBytes: number
  readonly durationSeconds: number
  /** For engines that run on this machine; null when the storage is remote. */
  readonly localPath: string | null
  readonly open: () => PortResult<ByteStream>
  /** For engines elsewhere; null when the storage can't sign. */
  readonly signedUrl: (expiresInSeconds: number) => PortResult<string | null>
}

export interface TranscribeRequest {
  /** Of chapterwise, for webhooks. */
  readonly jobId: string
  readonly audio: AudioSource
  /** BCP 47. */
  readonly language: string
  /** What an engine can't do of these it leaves out. */
  readonly options: TranscriptionOptions
  /** Parts that an earlier attempt finished and saved, by key. */
  readonly finishedParts: ReadonlyMap<string, JsonValue>
  /** Saves a finished part durably; a later attempt finds it in `finishedParts`. */
  readonly savePart: (key: string, output: JsonValue) => PortResult<void>
  /** What the engine noted last, in this attempt or an earlier one; null: nothing. */
  readonly notes: JsonValue
  /** Replaces the notes, durably before it resolves; null forgets them, and the external id with them. Small. */
  readonly saveNotes: (notes: JsonValue) => PortResult<void>
  /** 0..1; cheap, may be called often. */
  readonly reportProgress: (fraction: number) => void
  /** Aborted when the job was cancelled, the lease was lost or the process stops: stop all work at once. */
  readonly signal: AbortSignal
}

export type TranscribeAnswer =
  | {
      readonly status: 'done'
      readonly transcript: Transcript
      /** Where the engine found nothing to hear, seconds from the start of the audio. Absent: it does not know. */
      readonly silences?: readonly Stretch[]
      readonly usage?: ProviderUsage
    }
  /**
   * The vendor works on it: give the slot back and go on when due, or when the vendor reports. With an external id by
   * `resume`; without one, while it is not known yet whether the vendor has it, by `start`.
   */
  | { readonly status: 'waiting'; readonly externalId: string | null; readonly pollAfterMs: number }

/** Speech to text with word times. */
export interface Transcriber {
  readonly name: string
  start(request: TranscribeRequest): PortResult<TranscribeAnswer>
  /** Goes on with what `start` left at the vendor. Engines that never answer `waiting` refuse it (permanent). */
  resume(externalId: string, request: TranscribeRequest): PortResult<TranscribeAnswer>
  /** The transcript is safe: removes what the vendor keeps of the job, where that is wanted. */
  discard?(externalId: string): PortResult<void>
  /** Fails with a message that says what is missing and how to get it. */
  check(): PortResult<void>
}
