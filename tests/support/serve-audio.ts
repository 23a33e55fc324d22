import { createFsStorage } from '../../src/adapters/fs/storage.ts'
import { startHttpServer } from '../../src/http/serve.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { patternBytes, streamOf } from '../../src/testing/fixtures/bytes.ts'
import { addBook, createTestApi } from './http-api.ts'

/* Serves a book of one file, on whatever runtime runs this: `serve-audio.ts <directory> <file size>`. */

const [directory, sizeBytes] = process.argv.slice(2)
if (directory === undefined || sizeBytes === undefined) throw new Error('a directory and a size are needed')

const api = createTestApi({ storage: createFsStorage({ directory }) })
const { audiobook, upload, files } = addBook(api)
const bytes = patternBytes(Number(sizeBytes))
for (const file of files) {
  api.state.files.set(file.id, { ...file, sizeBytes: bytes.length })
  await expectOk(api.deps.storage.put(file.storageKey, streamOf(bytes), { mediaType: 'audio/mpeg' }))
}
const cover = { storageKey: `uploads/${upload.id}/cover.jpg`, mediaType: 'image/jpeg' }
api.state.audiobooks.set(audiobook.id, { ...audiobook, cover })
await expectOk(api.deps.storage.put(cover.storageKey, streamOf(bytes), { mediaType: cover.mediaType }))
const server = await startHttpServer({ app: api.app, host: '127.0.0.1', port: 0 })
process.stdout.write(`${server.url}/api/v1/admin/audiobooks/${audiobook.id}\n`)
