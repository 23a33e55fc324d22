import type { JsonValue } from '../domain/job/job.ts'
import type { Transcript } from '../domain/transcript/transcript.ts'
import type { PortResult } from './port-error.ts'
import type { ByteStream } from './storage.ts'

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
  readonly audio: AudioSource
  /** BCP 47. */
  readonly language: string
  /** Parts that an earlier attempt finished and saved, by key. */
  readonly finishedParts: ReadonlyMap<string, JsonValue>
  /** Saves a finished part durably; a later attempt finds it in `finishedParts`. */
  readonly savePart: (key: string, output: JsonValue) => PortResult<void>
  /** 0..1; cheap, may be called often. */
  readonly reportProgress: (fraction: number) => void
  /** Aborted when the job was cancelled, the lease was lost or the process stops: stop all work at once. */
  readonly signal: AbortSignal
}

export type TranscribeAnswer =
  | { readonly status: 'done'; readonly transcript: Transcript }
  /** The vendor works on it: give the slot back and call `resume` when due. */
  | { readonly status: 'waiting'; readonly externalId: string; readonly pollAfterMs: number }

/** Speech to text with word times. */
export interface Transcriber {
  readonly name: string
  start(request: TranscribeRequest): PortResult<TranscribeAnswer>
  /** Goes on with what `start` left at the vendor. Engines that never answer `waiting` refuse it (permanent). */
  resume(externalId: string, request: TranscribeRequest): PortResult<TranscribeAnswer>
  /** Fails with a message that says what is missing and how to get it. */
  check(): PortResult<void>
}
