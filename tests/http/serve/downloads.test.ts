import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { fileURLToPath } from 'node:url'
import { patternBytes } from '../../../src/testing/fixtures/bytes.ts'
import { type ChildServer, startChildServer } from '../../support/child-server.ts'
import { ADMIN_TOKEN } from '../../support/http-api.ts'
import { nodeBinary } from '../../support/node-binary.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../support/temporary-directory.ts'

const SCRIPT = fileURLToPath(new URL('../../support/serve-audio.ts', import.meta.url))
/** More than any buffer on the way holds. */
const SIZE_BYTES = 5_000_000
const bytes = patternBytes(SIZE_BYTES)

describe.each([
  ['Bun.serve', process.execPath],
  ['node:http', nodeBinary()],
])('downloads over HTTP, %s', (_name, runtime) => {
  let directory: TemporaryDirectory
  let server: ChildServer
  beforeAll(async () => {
    directory = await temporaryDirectory()
    server = await startChildServer(runtime, [SCRIPT, directory.path, String(SIZE_BYTES)])
  })
  afterAll(async () => {
    await server?.stop()
    await directory.remove()
  })

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${server.url}${path}`, { method, headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...headers } })

  test.each([
    ['the whole file', '/chapters/1/audio', undefined, 200, 0, SIZE_BYTES],
    ['a range', '/chapters/1/audio', 'bytes=1000-4500999', 206, 1000, 4_501_000],
    ['the end', '/chapters/1/audio', 'bytes=4999999-', 206, 4_999_999, SIZE_BYTES],
    ['the cover', '/cover', undefined, 200, 0, SIZE_BYTES],
  ])('%s says how long it is, and is that', async (_what, path, range, status, startByte, endByte) => {
    const response = await get(path, range === undefined ? {} : { range })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-length')).toBe(String(endByte - startByte))
    expect(response.headers.get('transfer-encoding')).toBeNull()
    expect(response.headers.get('content-range')).toBe(
      range === undefined ? null : `bytes ${startByte}-${endByte - 1}/${SIZE_BYTES}`,
    )
    const received = new Uint8Array(await response.arrayBuffer())
    expect(Buffer.compare(received, bytes.subarray(startByte, endByte))).toBe(0)
  })

  test('HEAD says how long it would be', async () => {
    const response = await get('/chapters/1/audio', { range: 'bytes=0-99' }, 'HEAD')
    expect([response.status, response.headers.get('content-length')]).toEqual([206, '100'])
  })
})
