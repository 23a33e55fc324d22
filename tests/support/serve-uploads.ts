import { createFsStorage } from '../../src/adapters/fs/storage.ts'
import { startHttpServer } from '../../src/http/serve.ts'
import { createUploadApp } from './upload-app.ts'

/* Serves the routes of uploads, on whatever runtime runs this: `serve-uploads.ts <directory> <max file size>`. */

const [directory, maxFileSizeBytes] = process.argv.slice(2)
if (directory === undefined || maxFileSizeBytes === undefined)
  throw new Error('a directory and a size are needed')

const { app } = createUploadApp({
  storage: createFsStorage({ directory }),
  maxFileSizeBytes: Number(maxFileSizeBytes),
})
const server = await startHttpServer({ app, host: '127.0.0.1', port: 0 })
process.stdout.write(`${server.url}\n`)
