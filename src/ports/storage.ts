import type { PortResult } from './port-error.ts'

/**
 * Bytes as they come; the consumer pulls, so memory stays flat. A chunk does not change once it was handed over: the
 * consumer may still be writing it when it asks for the next.
 */
export type ByteStream = AsyncIterable<Uint8Array>

export interface StoredObject {
  readonly sizeBytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** Inclusive first byte, exclusive end; an absent end means to the end of the object. */
export interface ByteRange {
  readonly startByte: number
  readonly endByte?: number
}

export interface ObjectStream {
  /** Size of the whole object, not of the range. */
  readonly sizeBytes: number
  readonly body: ByteStream
}

/** Where the audio lies. Keys are `uploads/{upload_id}/{file_id}.{ext}`: ASCII, `/`-separated, no `..`. */
export interface Storage {
  /** For the banner and `doctor`, e.g. `fs`. */
  readonly name: string

  /**
   * Stores all of `body` under `key`, durably before it resolves; replaces what was there. When the stream throws
   * or `signal` aborts nothing is left under the key, and the error is permanent with code `body_failed` and the
   * stream's error as its cause. A full disk is transient, code `storage_full`; more than the storage takes in one
   * object is permanent, code `object_too_large`.
   */
  put(
    key: string,
    body: ByteStream,
    options: { readonly mediaType: string; readonly signal?: AbortSignal },
  ): PortResult<StoredObject>

  /** Null when there is no such object. A range outside the object is permanent, code `range_not_satisfiable`. */
  get(key: string, range?: ByteRange): PortResult<ObjectStream | null>

  /** A URL that anyone can GET for `expiresInSeconds`; null where this storage can't make one. */
  signedUrl(key: string, expiresInSeconds: number): PortResult<string | null>

  /** A path that local programs can read, or null where there is none. The object need not exist. */
  localPath(key: string): string | null

  /** Removing what is not there succeeds. */
  remove(keys: readonly string[]): PortResult<void>

  /** All keys below a prefix, in no order; for clean-up and tests. At most `limit`. */
  list(prefix: string, limit: number): PortResult<readonly string[]>

  /** Fails when objects can't be written now (missing bucket, read-only disk). */
  check(): PortResult<void>
}
