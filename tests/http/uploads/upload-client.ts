import { type FormPart, MULTIPART_TYPE, multipartBody } from '../../support/multipart-body.ts'

export interface Answer {
  readonly status: number
  readonly headers: globalThis.Headers
  // biome-ignore lint/suspicious/noExplicitAny: bodies are looked at by the assertions
  readonly body: any
}

type Headers = Record<string, string>

const read = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}

/** The calls of the upload API, as a client without any comfort. */
export function createUploadClient(baseUrl: string) {
  const get = async (path: string, headers: Headers = {}) =>
    read(await fetch(`${baseUrl}${path}`, { headers }))
  return {
    baseUrl,
    get,
    create: async (body: unknown, headers: Headers = {}) =>
      read(
        await fetch(`${baseUrl}/admin/uploads`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
      ),
    /** Opens an upload and answers its id. */
    open: async (upload: { total_files?: number; total_size_bytes?: number } = {}): Promise<string> => {
      const { total_files = 1, total_size_bytes = 1_000_000 } = upload
      const upload_type = total_files === 1 ? 'single' : 'chapters'
      const response = await fetch(`${baseUrl}/admin/uploads`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ upload_type, total_files, total_size_bytes }),
      })
      const { status, body } = await read(response)
      if (status !== 201) throw new Error(`could not open an upload: ${JSON.stringify(body)}`)
      return body.upload_id
    },
    send: async (uploadId: string, parts: readonly FormPart[], headers: Headers = {}) =>
      read(
        await fetch(`${baseUrl}/admin/uploads/${uploadId}/files`, {
          method: 'POST',
          headers: { 'Content-Type': MULTIPART_TYPE, ...headers },
          body: multipartBody(...parts),
        }),
      ),
    session: async (uploadId: string) => (await get(`/admin/uploads/${uploadId}`)).body,
    progress: async (uploadId: string) => (await get(`/admin/uploads/${uploadId}/progress`)).body,
    remove: async (uploadId: string) =>
      read(await fetch(`${baseUrl}/admin/uploads/${uploadId}`, { method: 'DELETE' })),
    filesUrl: (uploadId: string) => `${baseUrl}/admin/uploads/${uploadId}/files`,
  }
}
