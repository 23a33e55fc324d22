import { silentWav } from '../support/silent-wav.ts'

export interface MadeBook {
  readonly audiobookId: string
  /** Storage keys of its files. */
  readonly storedFiles: readonly string[]
}

const RETRY_MS = 200
const MOST_TRIES = 300
const FILE_SECONDS = 60

/** A client that never gives up: every call is repeated, with its idempotency key, until the server answers it. */
export function createBookClient({
  url,
  token,
  onAnswer,
}: {
  readonly url: string
  readonly token: string
  /** Gets how long each call took, repetitions included. */
  readonly onAnswer?: (method: string, path: string, durationMs: number) => void
}) {
  const call = async (
    method: string,
    path: string,
    key: string | null,
    body?: FormData | object,
  ): Promise<Answer> => {
    const startedAtMs = performance.now()
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      const answer = await tryOnce(method, `${url}/api/v1/admin${path}`, token, key, body)
      if (answer !== null) {
        onAnswer?.(method, path, performance.now() - startedAtMs)
        return answer
      }
      await Bun.sleep(RETRY_MS)
    }
    throw new Error(`${method} ${path}: no answer after ${MOST_TRIES} tries`)
  }

  return {
    async makeBook(index: number): Promise<MadeBook> {
      const fileCount = index % 3 === 0 ? 2 : 1
      const content = silentWav(FILE_SECONDS)
      const upload = await call('POST', '/uploads', `upload-${index}`, {
        upload_type: fileCount === 1 ? 'single' : 'chapters',
        total_files: fileCount,
        total_size_bytes: content.byteLength * fileCount,
      })
      const uploadId = String(upload.upload_id)
      const storedFiles: string[] = []
      for (let number = 1; number <= fileCount; number += 1) {
        const form = new FormData()
        if (fileCount > 1) form.append('chapter_number', String(number))
        form.append('file', new File([content], `part ${number}.wav`, { type: 'audio/wav' }))
        const file = await call('POST', `/uploads/${uploadId}/files`, `file-${index}-${number}`, form)
        storedFiles.push(`uploads/${uploadId}/${String(file.file_id)}.wav`)
      }
      const book = { upload_id: uploadId, title: `Book ${index}`, author: 'A. Writer' }
      const audiobook = await call('POST', '/audiobooks', `book-${index}`, book)
      return { audiobookId: String(audiobook.audiobook_id), storedFiles }
    },

    /** The status of each book, with its reason where it failed, once none is being processed. */
    async waitForEnd(audiobookIds: readonly string[], timeoutMs: number): Promise<string[]> {
      const deadline = performance.now() + timeoutMs
      for (;;) {
        const books = await Promise.all(audiobookIds.map((id) => call('GET', `/audiobooks/${id}`, null)))
        const statuses = books.map((book) => [book.status, book.status_reason].filter(Boolean).join(': '))
        if (statuses.every((status) => status !== 'processing') || performance.now() > deadline)
          return statuses
        await Bun.sleep(RETRY_MS)
      }
    },
  }
}

type Answer = Readonly<Record<string, unknown>>

/** Null: no answer, or one that asks to come again. */
async function tryOnce(
  method: string,
  address: string,
  token: string,
  key: string | null,
  body: FormData | object | undefined,
): Promise<Answer | null> {
  const headers = new Headers({ Authorization: `Bearer ${token}` })
  if (key !== null) headers.set('Idempotency-Key', key)
  if (body !== undefined && !(body instanceof FormData)) headers.set('Content-Type', 'application/json')
  const content = body === undefined || body instanceof FormData ? body : JSON.stringify(body)
  // Killed before, while or after it answered: all the same to a client that asks again.
  const response = await fetch(address, {
    method,
    headers,
    ...(content === undefined ? {} : { body: content }),
  })
    .then(async (answered) => ({ status: answered.status, text: await answered.text() }))
    .catch(() => null)
  if (response === null || response.status >= 500 || response.status === 409) return null
  if (response.status >= 400) throw new Error(`${method} ${address}: ${response.status} ${response.text}`)
  return JSON.parse(response.text) as Answer
}
