import { createReadStream } from 'node:fs'

const READ_CHUNK_BYTES = 256 * 1024

export interface MultipartBody {
  readonly contentType: string
  readonly sizeBytes: number
  readonly chunks: () => AsyncGenerator<Uint8Array>
}

/** `"` and line breaks as browsers escape them in form data (HTML standard, multipart/form-data). */
const escapeName = (name: string): string =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** Fields first and the file last, read from disk as it is sent; memory stays flat whatever its size. */
export const multipartBody = (
  fields: Readonly<Record<string, string>>,
  file: { readonly path: string; readonly fileName: string; readonly sizeBytes: number },
  boundary: string,
): MultipartBody => {
  const encoder = new TextEncoder()
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"\r\n\r\n${value}\r\n`,
  )
  const head = encoder.encode(
    `${parts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escapeName(file.fileName)}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  )
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`)
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    sizeBytes: head.length + file.sizeBytes + tail.length,
    chunks: async function* () {
      yield head
      yield* createReadStream(file.path, { highWaterMark: READ_CHUNK_BYTES })
      yield tail
    },
  }
}
