import { randomUUID } from 'node:crypto'
import type { PortError, PortResult } from '../../ports/port-error.ts'
import { permanentError, transientError } from '../../ports/port-error.ts'
import type { ByteStream } from '../../ports/storage.ts'

export interface MultipartFile {
  readonly name: string
  readonly mediaType: string
  readonly sizeBytes: number
  readonly open: () => PortResult<ByteStream>
}

export interface MultipartForm {
  readonly fields: readonly (readonly [string, string])[]
  readonly file: MultipartFile
}

export interface MultipartBody {
  readonly stream: ReadableStream<Uint8Array>
  readonly contentType: string
  /** Of the whole body. */
  readonly sizeBytes: number
  /** Why the file could not be read to its end; null while all is well. */
  readonly failure: () => PortError | null
}

/** A form of fields and one file (RFC 7578), read from its source only as fast as the server takes it. */
export function streamMultipart({ fields, file }: MultipartForm, signal: AbortSignal): MultipartBody {
  const boundary = `chapterwise-${randomUUID()}`
  const encoder = new TextEncoder()
  const head = encoder.encode(
    fields
      .map(
        ([name, value]) =>
          `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      )
      .join('') +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\n` +
      `Content-Type: ${file.mediaType}\r\n\r\n`,
  )
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`)
  let failure: PortError | null = null
  const fail = (error: PortError): never => {
    failure = error
    throw new Error(error.message)
  }
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield head
    const opened = await file.open()
    if (opened.isErr()) return fail(opened.error)
    let sizeBytes = 0
    try {
      for await (const bytes of opened.value) {
        // Node goes on pulling the body of an aborted request.
        if (signal.aborted) return
        sizeBytes += bytes.byteLength
        yield bytes
      }
    } catch (cause) {
      return fail(transientError('audio_unreadable', 'the stored audio could not be read', cause))
    }
    if (sizeBytes !== file.sizeBytes) {
      return fail(
        permanentError('audio_size', `the audio has ${sizeBytes} bytes instead of ${file.sizeBytes}`),
      )
    }
    yield tail
  }
  return {
    stream: pullStream(parts()),
    contentType: `multipart/form-data; boundary=${boundary}`,
    sizeBytes: head.byteLength + file.sizeBytes + tail.byteLength,
    failure: () => failure,
  }
}

/** `ReadableStream.from`, which Bun lacks; a cancelled request closes the source. */
function pullStream(source: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await source.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await source.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
