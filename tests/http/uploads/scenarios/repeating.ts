import { expect, test } from 'bun:test'
import { fileFrame } from '../../../support/multipart-body.ts'
import { waitUntil } from '../../../support/wait-until.ts'
import { type CurrentWorld, mp3 } from './upload-world.ts'

/** Files that arrive together, and requests sent twice. */
export function repeatingScenarios(current: CurrentWorld): void {
  test('files of one session may arrive together', async () => {
    const { client } = current()
    const uploadId = await client.open({ total_files: 8, total_size_bytes: 8 * 300_000 })
    const sent = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        client.send(uploadId, [{ file: `${index}.mp3`, content: mp3(300_000) }]),
      ),
    )
    expect(sent.map(({ status }) => status)).toEqual(Array(8).fill(201))
    expect(new Set(sent.map(({ body }) => body.chapter_number)).size).toBe(8)
    expect(await client.session(uploadId)).toMatchObject({ status: 'completed', uploaded_files: 8 })
    const late = await client.send(uploadId, [{ file: 'late.mp3', content: mp3() }])
    expect([late.status, late.body.code]).toEqual([409, 'upload_completed'])
  })

  test('a repeated key answers the stored file and reads nothing', async () => {
    const { client, openSlow } = current()
    const uploadId = await client.open()
    const key = { 'Idempotency-Key': 'file-1' }
    const first = await client.send(uploadId, [{ file: 'a.mp3', content: mp3(5000) }], key)
    const repeated = await openSlow(uploadId, 5000, key)
    const { status, body } = await repeated.answer()
    expect([status, JSON.parse(body)]).toEqual([201, first.body])
  })

  test('a repeated key is refused while its file is being received', async () => {
    const { client, openSlow } = current()
    const uploadId = await client.open({ total_files: 2 })
    const key = { 'Idempotency-Key': 'file-1' }
    const { before } = fileFrame('a.mp3')
    const request = await openSlow(uploadId, 500_000, key)
    await request.send(before)
    await request.send(mp3(10_000))
    await waitUntil(
      () => client.session(uploadId),
      ({ files }) => files.length === 1,
    )
    const repeated = await client.send(uploadId, [{ file: 'a.mp3', content: mp3() }], key)
    expect([repeated.status, repeated.body.code]).toEqual([409, 'file_in_progress'])
    expect(repeated.headers.get('Retry-After')).toBe('16')
    request.destroy()
    await waitUntil(
      () => client.session(uploadId),
      ({ files }) => files.length === 0,
    )
    expect((await client.send(uploadId, [{ file: 'a.mp3', content: mp3() }], key)).status).toBe(201)
  })
}
