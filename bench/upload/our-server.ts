import { join } from 'node:path'
import { createFsStorage } from '../../src/adapters/fs/storage.ts'
import { serveApi } from './serve-api.ts'

/* Our API with files in a directory: `our-server.ts <directory> <token> <max file size>`; prints its URL. */

const [directory, token, maxFileSizeBytes] = process.argv.slice(2)
if (directory === undefined || token === undefined) throw new Error('a directory and a token are needed')

await serveApi({
  storage: createFsStorage({ directory: join(directory, 'files') }),
  token,
  maxFileSizeBytes: Number(maxFileSizeBytes),
})
