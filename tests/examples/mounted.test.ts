import { describe, expect, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { ADMIN_TOKEN, ROOT, startExample, TIMEOUT_MS } from './support.ts'

const AUTHORIZED = { authorization: `Bearer ${ADMIN_TOKEN}` }

describe.each(['hono', 'express'])('examples/%s', (name) => {
  test(
    'answers its own pages, the API and the docs, takes a file, and ends on SIGTERM',
    async () => {
      const example = await startExample(`${name}/server.ts`)
      const admin = `${example.url}/audiobooks/api/v1/admin`
      expect(await (await fetch(example.url)).text()).toContain('/audiobooks/docs')
      expect((await fetch(`${example.url}/audiobooks/docs`)).status).toBe(200)
      expect((await fetch(`${admin}/audiobooks`)).status).toBe(401)

      const sample = await readFile(`${ROOT}samples/the-lamp-keeper.m4b`)
      const created = await fetch(`${admin}/uploads`, {
        method: 'POST',
        headers: { ...AUTHORIZED, 'content-type': 'application/json' },
        body: JSON.stringify({ upload_type: 'single', total_files: 1, total_size_bytes: sample.length }),
      })
      expect(created.status).toBe(201)
      const { upload_id: uploadId } = (await created.json()) as { upload_id: string }
      const body = new FormData()
      body.append('file', new File([sample], 'the-lamp-keeper.m4b'))
      const sent = await fetch(`${admin}/uploads/${uploadId}/files`, {
        method: 'POST',
        headers: AUTHORIZED,
        body,
      })
      expect(sent.status).toBe(201)
      expect(await sent.json()).toMatchObject({ file_size_bytes: sample.length })
      expect(await example.stop()).toBe(0)
    },
    TIMEOUT_MS,
  )
})
