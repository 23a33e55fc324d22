import type { FileToUpload } from '../upload-file.ts'

const toBlob = async (content: Blob | AsyncIterable<Uint8Array>): Promise<Blob> => {
  if (content instanceof Blob) return content
  const chunks: BlobPart[] = []
  for await (const chunk of content) chunks.push(new Uint8Array(chunk))
  return new Blob(chunks)
}

/** Fields first, as the server wants them. */
export const formOf = async (
  fields: Readonly<Record<string, string>>,
  file: FileToUpload,
): Promise<FormData> => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', await toBlob(file.open()), file.name)
  return form
}
