import { silentWav } from '../../src/testing/fixtures/silent-wav.ts'
import { createPatientClient, type PatientClientOptions } from '../support/patient-client.ts'

export interface MadeBook {
  readonly audiobookId: string
  /** Storage keys of its files. */
  readonly storedFiles: readonly string[]
}

const RETRY_MS = 200
const FILE_SECONDS = 60

/** Uploads books, however often the server goes away meanwhile. */
export function createBookClient(options: PatientClientOptions) {
  const { call } = createPatientClient(options)
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
