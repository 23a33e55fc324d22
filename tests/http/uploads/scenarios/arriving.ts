import { expect, test } from 'bun:test'
import { fileFrame } from '../../../support/multipart-body.ts'
import { waitUntil } from '../../../support/wait-until.ts'
import { type CurrentWorld, mp3, SCENARIO_MAX_FILE_BYTES } from './upload-world.ts'

/** What a client sees while a file arrives, and after it breaks off or grows too large. */
export function arrivingScenarios(current: CurrentWorld): void {
  test('progress moves while bytes arrive', async () => {
    const { client, openSlow } = current()
    const uploadId = await client.open({ total_size_bytes: 200_000 })
    const { before, after } = fileFrame('slow.mp3')
    const request = await openSlow(uploadId, before.length + 200_000 + after.length)
    await request.send(before)
    await request.send(mp3(50_000))
    const first = await waitUntil(
      async () => {
        await request.send(new Uint8Array(100))
        return client.progress(uploadId)
      },
      ({ progress }) => progress > 0,
    )
    expect(first).toMatchObject({ status: 'uploading', uploaded_files: 0 })
    const sent = await waitUntil(
      async () => {
        await request.send(new Uint8Array(100))
        return client.progress(uploadId)
      },
      ({ progress }) => progress > first.progress,
    )
    expect(sent.progress).toBeLessThan(1)
    request.destroy()
  })

  test('a connection that breaks leaves nothing and a usable session', async () => {
    const { client, expectUsable, openSlow, storedFiles } = current()
    const uploadId = await client.open()
    const { before } = fileFrame('broken.mp3')
    const request = await openSlow(uploadId, 900_000)
    await request.send(before)
    await request.send(mp3(100_000))
    await waitUntil(
      () => client.session(uploadId),
      ({ files }) => files.length === 1,
    )
    request.destroy()
    const session = await waitUntil(
      () => client.session(uploadId),
      ({ files }) => files.length === 0,
    )
    expect(session).toMatchObject({ status: 'uploading', uploaded_size_bytes: 0 })
    expect(
      await waitUntil(
        () => storedFiles(uploadId),
        (files) => files.length === 0,
      ),
    ).toEqual([])
    await expectUsable(uploadId)
  })

  test('a file over the limit is refused before all of it was sent', async () => {
    const { client, expectUsable, openSlow, storedFiles } = current()
    const uploadId = await client.open({ total_size_bytes: SCENARIO_MAX_FILE_BYTES })
    const { before } = fileFrame('large.mp3')
    const request = await openSlow(uploadId, 10 * SCENARIO_MAX_FILE_BYTES)
    await request.send(before)
    await request.send(mp3(SCENARIO_MAX_FILE_BYTES))
    await request.send(new Uint8Array(1))
    const { status, body } = await request.answer()
    expect([status, JSON.parse(body).code]).toEqual([413, 'file_too_large'])
    expect(await storedFiles(uploadId)).toEqual([])
    await expectUsable(uploadId)
  })

  test('more than was announced is refused before all of it was sent', async () => {
    const { client, expectUsable, openSlow } = current()
    const uploadId = await client.open({ total_files: 2, total_size_bytes: 150_000 })
    expect((await client.send(uploadId, [{ file: '1.mp3', content: mp3(100_000) }])).status).toBe(201)
    const { before } = fileFrame('2.mp3')
    const request = await openSlow(uploadId, 1_000_000)
    await request.send(before)
    await request.send(mp3(50_001))
    const { status, body } = await request.answer()
    expect([status, JSON.parse(body).code]).toEqual([413, 'upload_too_large'])
    expect((await client.session(uploadId)).files).toHaveLength(1)
    await expectUsable(uploadId)
  })
}
