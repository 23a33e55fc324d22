import type { AudioMetadata } from '../domain/upload/audio-metadata.ts'
import type { PortResult } from './port-error.ts'
import type { ByteRange, ByteStream } from './storage.ts'

/** Enough of a file's start to tell its type. */
export const SNIFF_BYTES = 4100

export interface AudioFormat {
  /** Canonical extension without the dot, e.g. `m4b`. */
  readonly extension: string
  readonly mediaType: string
}

export interface InspectedAudio {
  readonly metadata: Omit<AudioMetadata, 'cover'>
  readonly cover: { readonly mediaType: string; readonly bytes: Uint8Array } | null
}

/** Reads what audio files say of themselves. */
export interface AudioInspector {
  /** By content alone; null when the bytes are not one of the accepted audio formats. */
  identify(head: Uint8Array): Promise<AudioFormat | null>

  /**
   * Duration, tags, chapter marks, cover. A file that can't be read as audio is permanent, code `unreadable_audio`.
   * Reads from `localPath` when given, else by ranges: no more of a remote file than its format asks for.
   */
  inspect(source: {
    readonly localPath: string | null
    /** All of the file, or a range. */
    readonly open: (range?: ByteRange) => PortResult<ByteStream>
    readonly sizeBytes: number
    readonly mediaType: string
  }): PortResult<InspectedAudio>
}
