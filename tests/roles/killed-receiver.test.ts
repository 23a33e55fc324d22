import { afterEach, expect, test } from 'bun:test'
import postgres from 'postgres'
import { silentWav } from '../../src/testing/fixtures/silent-wav.ts'
import { createUploadClient } from '../http/uploads/upload-client.ts'
import { findFreePort } from '../support/free-port.ts'
import { fileFrame, MULTIPART_TYPE } from '../support/multipart-body.ts'
import { slowRequest } from '../support/slow-request.ts'
import { waitUntil } from '../support/wait-until.ts'
import { removeCluster, startServers, TIMEOUT_MS } from './support.ts'

afterEach(removeCluster)

const FILE_SECONDS = 30

test(
  'an API is killed while a file arrives: the next attempt, at another API, gets its place when its lease has ended',
  async () => {
    const started = await startServers()
    const port = await findFreePort()
    const first = await started.start('api')
    await started.start('api', { API_PORT: String(port) })
    const sql = postgres(started.postgres.url, { max: 1, onnotice: () => {} })
    try {
      const authorization = { Authorization: `Bearer ${started.environment.ADMIN_TOKENS}` }
      const client = createUploadClient(`http://127.0.0.1:${port}/api/v1`)
      const content = silentWav(FILE_SECONDS)
      const announced = { upload_type: 'single', total_files: 1, total_size_bytes: content.byteLength }
      const { body: upload } = await client.create(announced, authorization)
      const key = { ...authorization, 'Idempotency-Key': 'file-1' }
      const send = () => client.send(upload.upload_id, [{ file: 'book.wav', content }], key)
      const readFiles = () => sql<{ id: string; status: string; storage_key: string }[]>`
        SELECT id, status, storage_key FROM upload_files WHERE upload_id = ${upload.upload_id}`

      const request = await slowRequest(`${started.url}/api/v1/admin/uploads/${upload.upload_id}/files`, {
        ...key,
        'Content-Type': MULTIPART_TYPE,
        'Content-Length': 2 * content.byteLength,
      })
      await request.send(fileFrame('book.wav').before)
      await request.send(content.subarray(0, content.byteLength / 2))
      const [half] = await waitUntil(readFiles, (files) => files.length === 1)
      await first.kill()
      request.destroy()

      const early = await send()
      expect([early.status, early.body.code]).toEqual([409, 'file_in_progress'])
      expect(Number(early.headers.get('Retry-After'))).toBeGreaterThan(0)
      await sql`UPDATE upload_files SET lease_until = lease_until - interval '30 seconds'`
      expect((await send()).status).toBe(201)
      const files = await readFiles()
      expect(files.map(({ status }) => status)).toEqual(['stored'])
      expect(files[0]?.id).not.toBe(half?.id ?? '')
      const discards = await sql<{ storage_key: string }[]>`SELECT storage_key FROM storage_discards`
      expect(discards.map((row) => row.storage_key)).toContain(half?.storage_key ?? '')
    } finally {
      await sql.end({ timeout: 1 })
    }
  },
  TIMEOUT_MS,
)
