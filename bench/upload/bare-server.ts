import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import { pipeline } from 'node:stream/promises'

/*
 * The yardstick: an HTTP server that writes the body of each request to a file, and does nothing else: no parsing, no
 * hash, no progress. `bare-server.ts <file> <sync|nosync>`; prints its URL. With `sync` the file is on the disk before
 * the answer, which is what our server promises too.
 */

const [path, durability] = process.argv.slice(2)
if (path === undefined) throw new Error('a file is needed')

const server = createServer({ requestTimeout: 0, highWaterMark: 1024 * 1024 }, async (request, response) => {
  await pipeline(
    request,
    createWriteStream(path, { flush: durability === 'sync', highWaterMark: 1024 * 1024 }),
  )
  response.end('stored')
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  process.stdout.write(`http://127.0.0.1:${address.port}\n`)
})
