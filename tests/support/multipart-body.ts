export const BOUNDARY = 'chapterwise-test-boundary'
export const MULTIPART_TYPE = `multipart/form-data; boundary=${BOUNDARY}`

export type FormPart =
  | { readonly field: string; readonly value: string }
  | { readonly file: string; readonly name?: string; readonly content: string | Uint8Array }

const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text

const headOf = (part: FormPart): string =>
  'field' in part
    ? `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${part.field}"\r\n\r\n`
    : `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${part.name ?? 'file'}"; filename="${part.file}"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n'

/** What stands before and after the content of a form's one file. */
export const fileFrame = (file: string): { readonly before: Uint8Array; readonly after: Uint8Array } => ({
  before: bytesOf(headOf({ file, content: '' })),
  after: bytesOf(`\r\n--${BOUNDARY}--\r\n`),
})

/** A form, written by hand: what `FormData` would tidy up is what tests want to send. */
export function multipartBody(...parts: readonly FormPart[]): Uint8Array<ArrayBuffer> {
  const pieces = parts.flatMap((part) => [
    bytesOf(headOf(part)),
    bytesOf('field' in part ? part.value : part.content),
    bytesOf('\r\n'),
  ])
  return new Uint8Array(Buffer.concat([...pieces, bytesOf(`--${BOUNDARY}--\r\n`)]))
}
