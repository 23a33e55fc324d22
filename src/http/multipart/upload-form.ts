import type { Readable } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { ByteStream } from '../../ports/storage.ts'
import type { FileSource, OpenedFile } from '../../usecases/uploads/upload-file/file-source.ts'
import type { UseCaseError } from '../../usecases/use-case-error.ts'
import { type FormField, readFileDetails } from './file-details.ts'
import {
  malformedMultipart,
  missingFile,
  notMultipart,
  tooManyFields,
  unexpectedFile,
} from './form-problems.ts'

/*
 * A form with one file, parsed as it arrives. The file's consumer pulls: while it does not, the parser takes no more
 * and the body is not read, so that the sender waits. Memory is bounded by the buffers below.
 */

const BUFFER_BYTES = 64 * 1024
const MAX_FIELDS = 20
const MAX_FIELD_BYTES = 4 * 1024
const MAX_PART_HEADER_BYTES = 16 * 1024
const MAX_PART_HEADERS = 32
/** Of fields, headers and delimiters before the file, and again after it. */
const MAX_FRAME_BYTES = 256 * 1024

export interface UploadForm extends FileSource {
  /** Stops reading, wherever it is. To be called in the end, always. */
  close(): void
}

interface FilePart {
  readonly fileName: string
  readonly stream: Readable
}

/** `contentType` is the request's header; nothing is read before `open`. */
export function createUploadForm(contentType: string | undefined, body: ByteStream): UploadForm {
  const fields: FormField[] = []
  const arrived = Promise.withResolvers<Result<FilePart, UseCaseError>>()
  const ended = Promise.withResolvers<Result<void, UseCaseError>>()
  const stopped = new AbortController()
  let file: FilePart | null = null
  let failure: UseCaseError | null = null
  let fileEnded = false
  let frameBytes = 0

  /** The first failure is what the client is told; nothing is parsed after it. */
  const fail = (error: UseCaseError | null, cause: Error) => {
    if (stopped.signal.aborted) return
    failure = error
    stopped.abort(cause)
    const told = err(error ?? malformedMultipart)
    arrived.resolve(told)
    ended.resolve(told)
    file?.stream.destroy(cause)
  }

  const listen = (parser: BusboyInstance) => {
    const refuse = (error: UseCaseError) => fail(error, new Error(error.message))
    parser.on('file', (name, stream, fileName) => {
      // A stream that is destroyed before anyone reads it must not throw its error at the process.
      stream.on('error', () => {})
      if (stopped.signal.aborted || name !== 'file') {
        stream.resume()
        return refuse(unexpectedFile)
      }
      file = { fileName, stream }
      frameBytes = 0
      stream.once('end', () => {
        fileEnded = true
      })
      arrived.resolve(ok(file))
    })
    parser.on('field', (name, value, _nameTruncated, truncated) => fields.push({ name, value, truncated }))
    parser.on('filesLimit', () => refuse(unexpectedFile))
    parser.on('fieldsLimit', () => refuse(tooManyFields))
    parser.on('error', (cause) => fail(malformedMultipart, toError(cause)))
    parser.on('finish', () => {
      if (file === null) return refuse(missingFile)
      ended.resolve(ok(undefined))
    })
  }

  const start = () => {
    const parser = createParser(contentType)
    if (parser === null) return fail(notMultipart, new Error(notMultipart.message))
    listen(parser)
    // Large chunks may hold the file's start or end beside its frame; only those that hold none of it count.
    let hadEnded = false
    const count = (chunkBytes: number) => {
      const isFrame = file === null || hadEnded
      hadEnded = fileEnded
      if (!isFrame) return
      frameBytes += chunkBytes
      if (frameBytes > MAX_FRAME_BYTES) fail(malformedMultipart, new Error('the form has no end'))
    }
    // An error of the body is no fault of the form: `failure` stays null.
    pump(body, parser, count, stopped.signal).catch((cause: unknown) => fail(null, toError(cause)))
  }

  const open = async (): Promise<Result<OpenedFile, UseCaseError>> => {
    start()
    const part = await arrived.promise
    return part.andThen(({ fileName, stream }) =>
      readFileDetails(fields).map((details) => ({ fileName, details, body: stream })),
    )
  }

  return {
    open: () => new ResultAsync(open()),
    finish: () => new ResultAsync(ended.promise).andThen(() => readFileDetails(fields)),
    failure: () => failure,
    close: () => {
      stopped.abort(new Error('closed'))
      file?.stream.destroy()
    },
  }
}

const toError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)))

function createParser(contentType: string | undefined): BusboyInstance | null {
  if (contentType === undefined || !/^multipart\/form-data\s*;/i.test(contentType)) return null
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      highWaterMark: BUFFER_BYTES,
      fileHwm: BUFFER_BYTES,
      // The use case strips folders itself, of every kind of separator.
      preservePath: true,
      isPartAFile: (name, _contentType, fileName) => name === 'file' || fileName !== undefined,
      limits: {
        files: 1,
        fields: MAX_FIELDS,
        fieldSize: MAX_FIELD_BYTES,
        headerPairs: MAX_PART_HEADERS,
        headerSize: MAX_PART_HEADER_BYTES,
      },
    })
  } catch {
    return null
  }
}

/** Feeds the parser as fast as it takes it. Rejects when the body fails; lets go of it when the signal aborts. */
async function pump(
  body: ByteStream,
  parser: BusboyInstance,
  onParsed: (chunkBytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const iterator = body[Symbol.asyncIterator]()
  // One listener for all chunks: to add and remove one for each takes time that shows in the bench.
  let wake = () => {}
  const onAbort = () => {
    // At once: the wait for the next chunk may be long.
    iterator.return?.().catch(() => {})
    wake()
  }
  signal.addEventListener('abort', onAbort, { once: true })
  while (!signal.aborted) {
    const next = await iterator.next()
    if (signal.aborted) return
    if (next.done) {
      parser.end()
      return
    }
    await new Promise<void>((resolve) => {
      wake = resolve
      // Called back once the file's consumer has room again.
      parser.write(next.value, () => resolve())
    })
    onParsed(next.value.byteLength)
  }
}
