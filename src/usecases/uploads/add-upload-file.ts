import { err, ok, type Result, ResultAsync } from 'neverthrow'
import { checkBegin } from '../../domain/upload/checks.ts'
import { displayFileName } from '../../domain/upload/file-name.ts'
import type { UploadRefusal } from '../../domain/upload/refusal.ts'
import { audioKey } from '../../domain/upload/storage-key.ts'
import { beginFile } from '../../domain/upload/transitions.ts'
import type { UploadFile } from '../../domain/upload/upload.ts'
import { type AudioFormat, type AudioInspector, SNIFF_BYTES } from '../../ports/audio-inspector.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Logger } from '../../ports/logger.ts'
import type { UploadRepository } from '../../ports/repositories/uploads.ts'
import type { ByteStream, Storage } from '../../ports/storage.ts'
import type { Caller } from '../caller.ts'
import type { UseCaseError } from '../use-case-error.ts'
import { findOwnedUpload } from './find-owned-upload.ts'
import { refusedUpload } from './refused-upload.ts'
import { type StepFailure, stepFailed, stepUpload } from './step-upload.ts'
import { type FileSource, type OpenedFile, whyInterrupted } from './upload-file/file-source.ts'
import { checkExtension, identifyAudio } from './upload-file/identify-audio.ts'
import { type BegunFile, receiveFile } from './upload-file/receive-file.ts'
import { takeHead } from './upload-file/take-head.ts'

export interface AddUploadFileDeps {
  readonly uploads: UploadRepository
  readonly storage: Storage
  readonly inspector: AudioInspector
  readonly clock: Clock
  readonly ids: Ids
  readonly logger: Logger
  readonly maxFileSizeBytes: number
}

export interface AddUploadFileInput {
  readonly caller: Caller
  readonly uploadId: string
  /** Unique within the upload: a repeated key answers the file that is stored, and reads nothing. */
  readonly idempotencyKey: string | null
  readonly source: FileSource
  /** Aborted when the client went away. */
  readonly signal: AbortSignal
}

/**
 * Receives one file of an upload. The intent is recorded before the first byte is stored, so that a crash at any
 * line leaves a `receiving` row that names what may lie in the storage; any failure frees the slot again.
 */
export function createAddUploadFile(deps: AddUploadFileDeps) {
  return (input: AddUploadFileInput): ResultAsync<UploadFile, UseCaseError> =>
    new ResultAsync(addUploadFile(deps, input))
}

async function addUploadFile(
  deps: AddUploadFileDeps,
  input: AddUploadFileInput,
): Promise<Result<UploadFile, UseCaseError>> {
  const found = await findOwnedUpload(deps.uploads, input.caller, input.uploadId)
  if (found.isErr()) return err(found.error)
  const allowed = checkBegin(found.value, input.idempotencyKey)
  if (allowed.isErr()) return storedBefore(allowed.error) ?? err(refusedUpload(allowed.error))

  const opened = await input.source.open()
  if (opened.isErr()) return err(opened.error)
  const content = await identifyContent(deps, input.source, opened.value)
  if (content.isErr()) return err(content.error)

  const begun = await begin(deps, input, opened.value, content.value.format)
  if (begun.isErr()) {
    const stored = begun.error.because === 'refused' ? storedBefore(begun.error.refusal) : null
    return stored ?? err(stepFailed(begun.error))
  }
  return receiveFile(deps, input, begun.value, content.value)
}

/** The file that an earlier request with the same key stored. */
const storedBefore = (refusal: UploadRefusal): Result<UploadFile, UseCaseError> | null =>
  refusal.code === 'file_repeated' ? ok(refusal.file) : null

interface IdentifiedContent {
  readonly format: AudioFormat
  readonly body: ByteStream
}

/** Audio by name and by content. */
async function identifyContent(
  { inspector }: AddUploadFileDeps,
  source: FileSource,
  { fileName, body }: OpenedFile,
): Promise<Result<IdentifiedContent, UseCaseError>> {
  const named = checkExtension(displayFileName(fileName))
  if (named.isErr()) return err(named.error)
  const taken = await ResultAsync.fromPromise(takeHead(body, SNIFF_BYTES), () => whyInterrupted(source))
  if (taken.isErr()) return err(taken.error)
  const format = await identifyAudio(inspector, taken.value.head)
  return format.map((format) => ({ format, body: taken.value.whole }))
}

/** Records what is about to be received. */
function begin(
  { uploads, ids, clock }: AddUploadFileDeps,
  { uploadId, idempotencyKey }: AddUploadFileInput,
  { fileName, details }: OpenedFile,
  format: AudioFormat,
): ResultAsync<BegunFile, StepFailure> {
  const fileId = ids.next()
  const storageKey = audioKey(uploadId, fileId, format.extension)
  const event = {
    fileId,
    fileName: displayFileName(fileName),
    storageKey,
    mediaType: format.mediaType,
    chapterNumber: details.chapterNumber,
    chapterTitle: details.chapterTitle,
    idempotencyKey,
  }
  return stepUpload(uploads, uploadId, (session) => beginFile(session, event, clock.now())).map(
    (session) => ({
      session,
      fileId,
      storageKey,
    }),
  )
}
