import type { ResultAsync } from 'neverthrow'
import type { ByteStream } from '../../../ports/storage.ts'
import type { UseCaseError } from '../../use-case-error.ts'

/** What a client says of a file beside its bytes. */
export interface FileDetails {
  readonly chapterNumber: number | null
  readonly chapterTitle: string | null
}

/** A file at its first byte, with what was said before it. */
export interface OpenedFile {
  /** As sent; not to be trusted. */
  readonly fileName: string
  readonly details: FileDetails
  /** Pulled by its one consumer; throws when the client goes away or sends nonsense. */
  readonly body: ByteStream
}

/** A file that a client is sending. Nothing is read before `open`. */
export interface FileSource {
  /** Reads up to the file's first byte. */
  open(): ResultAsync<OpenedFile, UseCaseError>
  /** Once the body was read to its end: all that was said, before and after the file. */
  finish(): ResultAsync<FileDetails, UseCaseError>
  /** Why the body threw, when it was the client's doing; else null. */
  failure(): UseCaseError | null
}

/** Why a body threw: the source knows, else the connection broke. */
export const whyInterrupted = (source: FileSource): UseCaseError =>
  source.failure() ?? {
    kind: 'invalid',
    code: 'upload_interrupted',
    message: 'The connection ended before the file was complete.',
  }
