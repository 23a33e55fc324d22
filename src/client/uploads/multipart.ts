import { pause } from '../calls/pause.ts'
import { ChapterwiseError } from '../errors/chapterwise-error.ts'
import type { FileRequest } from './senders/file-request.ts'
import type { FileToUpload } from './upload-file.ts'

export interface MultipartBody {
  readonly contentType: string
  readonly sizeBytes: number
  /** Fields first and the file last, read as it is sent; memory stays flat whatever its size. */
  readonly chunks: () => AsyncGenerator<Uint8Array>
}

const BOUNDARY_RANDOM_BYTES = 16
/** More than a server needs to see what a file is. */
const HESITATION_AFTER_BYTES = 256 * 1024
const HESITATION_MS = 1000

/** A step of progress: Node gives what is in memory in few huge pieces. */
const MAX_CHUNK_BYTES = 256 * 1024

const randomBoundary = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(BOUNDARY_RANDOM_BYTES))
  return `chapterwise-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** `"` and line breaks as browsers escape them in form data (HTML standard, multipart/form-data). */
const escapeName = (name: string): string =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** A reader instead of `for await`: Safari can not iterate streams. */
async function* chunksOf(content: Blob | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (!(content instanceof Blob)) {
    yield* content
    return
  }
  const reader = content.stream().getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

function* slices(chunk: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < chunk.byteLength; start += MAX_CHUNK_BYTES) {
    yield chunk.subarray(start, start + MAX_CHUNK_BYTES)
  }
}

/** What breaks here is no matter of the connection, and trying again would not help. */
async function* contentOf(file: FileToUpload): AsyncGenerator<Uint8Array> {
  try {
    yield* chunksOf(file.open())
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    const message = `${file.name} can't be read: ${said}`
    throw new ChapterwiseError({ message, code: 'file_unreadable', cause })
  }
}

/**
 * Waits once, after the first bytes. A server that refuses a file answers and closes; where more bytes are on their way by
 * then, the connection is reset and the answer is lost with it. So what broke once is begun with caution.
 */
const createHesitation = (isCautious: boolean, signal: AbortSignal) => {
  let isDue = isCautious
  return async (sentBytes: number): Promise<void> => {
    if (!isDue || sentBytes < HESITATION_AFTER_BYTES) return
    isDue = false
    await pause(HESITATION_MS, signal)
  }
}

/** What is sent of a request for a file. */
export const multipartBody = ({
  fields,
  file,
  onSent,
  isRepeated,
  signal,
}: Omit<FileRequest, 'url' | 'headers' | 'askServer'>): MultipartBody => {
  const boundary = randomBoundary()
  const encoder = new TextEncoder()
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"\r\n\r\n${value}\r\n`,
  )
  const head = encoder.encode(
    `${parts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escapeName(file.name)}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  )
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`)
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    sizeBytes: head.length + file.sizeBytes + tail.length,
    chunks: async function* () {
      yield head
      const hesitate = createHesitation(isRepeated, signal)
      let sentBytes = 0
      for await (const whole of contentOf(file)) {
        for (const chunk of slices(whole)) {
          yield chunk
          sentBytes += chunk.byteLength
          onSent(sentBytes)
          await hesitate(sentBytes)
        }
      }
      yield tail
    },
  }
}
