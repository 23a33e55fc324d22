import { expect, test } from 'bun:test'
import { FAKE_COVERED, FAKE_WAV } from '../../../fakes/audio-inspector.ts'
import { type CurrentWorld, mp3 } from './upload-world.ts'

/** What becomes of a file that is accepted. */
export function storingScenarios(current: CurrentWorld): void {
  test('a file becomes an object with its hash and what it says of itself', async () => {
    const { client, objectPath, storedFiles } = current()
    const uploadId = await client.open()
    const content = mp3(300_000)
    const { status, body } = await client.send(uploadId, [{ file: 'The Book.mp3', content }])
    expect(status).toBe(201)
    expect(body).toMatchObject({
      upload_id: uploadId,
      file_name: 'The Book.mp3',
      file_size_bytes: 300_000,
      media_type: 'audio/mpeg',
      sha256: new Bun.CryptoHasher('sha256').update(content).digest('hex'),
      detected: {
        title: 'A Title',
        author: 'An Author',
        narrator: null,
        duration_seconds: 60,
        has_cover: false,
      },
    })
    expect(body).not.toHaveProperty('chapter_number')
    expect(await storedFiles(uploadId)).toEqual([objectPath(uploadId, `${body.file_id}.mp3`)])
    expect(await client.progress(uploadId)).toMatchObject({
      status: 'completed',
      progress: 1,
      uploaded_files: 1,
    })
  })

  test.each([
    ['../../../etc/cron.d/evil.mp3', 'evil.mp3'],
    ['..\\..\\evil.mp3', 'evil.mp3'],
    ['/etc/passwd.mp3', 'passwd.mp3'],
    ['Kapitel Ä 第一章.mp3', 'Kapitel Ä 第一章.mp3'],
  ])('the name %s is shown as %s and leads nowhere', async (sent, shown) => {
    const { client, objectPath, storedFiles } = current()
    const uploadId = await client.open()
    const { status, body } = await client.send(uploadId, [{ file: sent, content: mp3() }])
    expect(status).toBe(201)
    expect(body.file_name).toBe(shown)
    expect(await storedFiles(uploadId)).toEqual([objectPath(uploadId, `${body.file_id}.mp3`)])
  })

  test('content wins over the extension', async () => {
    const { client, objectPath, storedFiles } = current()
    const uploadId = await client.open()
    const { body } = await client.send(uploadId, [{ file: 'really-a-wav.mp3', content: FAKE_WAV }])
    expect(body.media_type).toBe('audio/wav')
    expect(await storedFiles(uploadId)).toEqual([objectPath(uploadId, `${body.file_id}.wav`)])
  })

  test('a cover is kept beside its file, and goes with it', async () => {
    const { client, objectPath, storedFiles } = current()
    const uploadId = await client.open()
    const { body } = await client.send(uploadId, [{ file: 'a.mp3', content: FAKE_COVERED }])
    expect(body.detected.has_cover).toBe(true)
    expect((await storedFiles(uploadId)).toSorted()).toEqual([
      objectPath(uploadId, `${body.file_id}.cover.jpg`),
      objectPath(uploadId, `${body.file_id}.mp3`),
    ])
    expect((await client.remove(uploadId)).status).toBe(204)
    expect(await storedFiles(uploadId)).toEqual([])
    expect((await client.get(`/admin/uploads/${uploadId}`)).status).toBe(404)
  })

  test('fields count before and after the file', async () => {
    const { client } = current()
    const uploadId = await client.open({ total_files: 3 })
    const before = await client.send(uploadId, [
      { field: 'chapter_number', value: '3' },
      { field: 'chapter_title', value: ' Drei ' },
      { file: 'c.mp3', content: mp3() },
    ])
    expect(before.body).toMatchObject({ chapter_number: 3, chapter_title: 'Drei' })
    const after = await client.send(uploadId, [
      { file: 'b.mp3', content: mp3(200_000) },
      { field: 'chapter_number', value: '2' },
      { field: 'chapter_title', value: 'Zwei' },
    ])
    expect(after.body).toMatchObject({ chapter_number: 2, chapter_title: 'Zwei' })
    const neither = await client.send(uploadId, [{ file: 'a.mp3', content: mp3() }])
    expect(neither.body.chapter_number).toBe(1)
    expect((await client.session(uploadId)).status).toBe('completed')
  })
}
