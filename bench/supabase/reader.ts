import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { createSupabaseStorage } from '../../src/adapters/supabase/storage.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'

/*
 * Reads objects as a worker does, when asked over HTTP: `reader.ts <project> <key>`; prints its URL. GET `/<key>`
 * answers how many bytes there were, and their hash.
 */

const [url, key] = process.argv.slice(2)
if (url === undefined || key === undefined) throw new Error('a project is needed')

const bucket = { bucket: 'audio', maxFileSizeBytes: 0, clock: systemClock }
const storage = createSupabaseStorage({ url, key, ...bucket })

const server = createServer(async (request, response) => {
  const found = (await storage.get((request.url ?? '').slice(1)))._unsafeUnwrap()
  if (found === null) throw new Error('nothing is stored there')
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of found.body) {
    hash.update(chunk)
    sizeBytes += chunk.length
  }
  response.end(JSON.stringify({ sizeBytes, sha256: hash.digest('hex') }))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  process.stdout.write(`http://127.0.0.1:${port}\n`)
})
