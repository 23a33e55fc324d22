import { err, ok, type Result } from 'neverthrow'
import { remainingSizeBytes } from '../../../domain/upload/checks.ts'
import { storeFile } from '../../../domain/upload/transitions.ts'
import type { UploadFile, UploadSession } from '../../../domain/upload/upload.ts'
import type { AudioFormat, AudioInspector } from '../../../ports/audio-inspector.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Logger } from '../../../ports/logger.ts'
import type { PortError } from '../../../ports/port-error.ts'
import type { UploadRepository } from '../../../ports/repositories/uploads.ts'
import type { ByteStream, Storage, StoredObject } from '../../../ports/storage.ts'
import { type UseCaseError, unavailable } from '../../use-case-error.ts'
import { refusedUpload } from '../refused-upload.ts'
import { stepFailed, stepUpload } from '../step-upload.ts'
import { type FileSource, whyInterrupted } from './file-source.ts'
import { giveUpFile } from './give-up-file.ts'
import { inspectStored } from './inspect-stored.ts'
import { type MeteredBody, meterBody } from './meter-body.ts'
import { type SessionWatch, watchSession } from './watch-session.ts'

export interface ReceiveDeps {
  readonly uploads: UploadRepository
  readonly storage: Storage
  readonly inspector: AudioInspector
  readonly clock: Clock
  readonly logger: Logger
  readonly maxFileSizeBytes: number
}

/** A file whose intent is recorded. */
export interface BegunFile {
  readonly session: UploadSession
  readonly fileId: string
  readonly storageKey: string
}

interface Sender {
  readonly source: FileSource
  readonly signal: AbortSignal
}

interface Content {
  readonly format: AudioFormat
  readonly body: ByteStream
}

type Answer<T> = Promise<Result<T, UseCaseError>>

/** From the first byte to `stored`; when anything fails the file is given up and leaves nothing behind. */
export async function receiveFile(
  deps: ReceiveDeps,
  sender: Sender,
  begun: BegunFile,
  content: Content,
): Answer<UploadFile> {
  const file = { id: begun.fileId, uploadId: begun.session.upload.id, storageKey: begun.storageKey }
  let received: Result<UploadFile, UseCaseError>
  try {
    received = await receive(deps, sender, begun, content)
  } catch (bug) {
    await giveUpFile(deps, file)
    throw bug
  }
  if (received.isOk()) return received
  // A database that failed while it committed may have stored the file after all.
  const stored = await giveUpFile(deps, file)
  return stored === null ? received : ok(stored)
}

async function receive(
  deps: ReceiveDeps,
  sender: Sender,
  begun: BegunFile,
  content: Content,
): Answer<UploadFile> {
  const { upload } = begun.session
  const file = { id: begun.fileId, uploadId: upload.id, storageKey: begun.storageKey }
  const { mediaType } = content.format
  const limits = {
    maxFileSizeBytes: deps.maxFileSizeBytes,
    remainingSizeBytes: remainingSizeBytes(begun.session),
    totalSizeBytes: upload.totalSizeBytes,
  }
  const meter = meterBody(content.body, limits, deps.clock, async (sizeBytes) =>
    deps.uploads.recordReceived(file.id, sizeBytes),
  )
  const watch = watchSession(deps, file, meter.receivedBytes)
  try {
    const signal = AbortSignal.any([sender.signal, watch.signal])
    const put = await deps.storage.put(file.storageKey, meter.body, { mediaType, signal })
    if (put.isErr()) return err(whyNotPut(put.error, sender.source, meter, watch))
    const details = await sender.source.finish()
    if (details.isErr()) return err(details.error)
    const audio = { mediaType, sizeBytes: put.value.sizeBytes }
    const metadata = await inspectStored(deps, file, audio)
    if (metadata.isErr()) return err(metadata.error)
    return await store(deps, file, { ...put.value, ...details.value, metadata: metadata.value })
  } finally {
    watch.stop()
  }
}

/** The put failed because of a limit, because the session ended, because of the sender, or because of the storage. */
function whyNotPut(
  error: PortError,
  source: FileSource,
  meter: MeteredBody,
  watch: SessionWatch,
): UseCaseError {
  const lost = watch.refusal()
  const refusal = meter.refusal() ?? (lost === null ? null : refusedUpload(lost))
  if (refusal !== null) return refusal
  if (error.code === 'object_too_large') {
    return {
      kind: 'too_large',
      code: 'file_too_large',
      message: 'The storage takes no file as large as this.',
    }
  }
  return error.code === 'body_failed' ? whyInterrupted(source) : unavailable(error)
}

async function store(
  { uploads, clock }: ReceiveDeps,
  file: { readonly id: string; readonly uploadId: string },
  content: Omit<Parameters<typeof storeFile>[1], 'fileId'> & StoredObject,
): Answer<UploadFile> {
  const stored = await stepUpload(uploads, file.uploadId, (session) =>
    storeFile(session, { fileId: file.id, ...content }, clock.now()),
  )
  if (stored.isErr()) return err(stepFailed(stored.error))
  const there = stored.value.files.find(({ id }) => id === file.id)
  if (there === undefined) throw new Error(`upload ${file.uploadId} was stored without its file ${file.id}`)
  return ok(there)
}
