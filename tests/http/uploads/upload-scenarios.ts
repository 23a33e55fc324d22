import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdir } from 'node:fs/promises'
import { FAKE_BROKEN, FAKE_COVERED, FAKE_MP3, FAKE_WAV } from '../../fakes/audio-inspector.ts'
import { BOUNDARY, fileFrame, MULTIPART_TYPE } from '../../support/multipart-body.ts'
import { slowRequest } from '../../support/slow-request.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { createUploadClient, type UploadClient } from './upload-client.ts'

export const SCENARIO_MAX_FILE_BYTES = 4 * 1024 * 1024

export interface RunningServer {
  readonly url: string
  stop(): Promise<void>
}

const mp3 = (sizeBytes = 1000): Uint8Array => {
  const bytes = new Uint8Array(sizeBytes)
  bytes.set(new TextEncoder().encode(FAKE_MP3).subarray(0, sizeBytes))
  return bytes
}

/**
 * What uploads promise over a real connection; run for each runtime's server. `start` serves the routes with an
 * fs storage below `directory`.
 */
export function uploadScenarios(name: string, start: (directory: string) => Promise<RunningServer>): void {
  describe(`uploads over HTTP, ${name}`, () => {
    let directory: Awaited<ReturnType<typeof temporaryDirectory>>
    let server: RunningServer
    let client: UploadClient

    beforeAll(async () => {
      directory = await temporaryDirectory()
      server = await start(directory.path)
      client = createUploadClient(server.url)
    })
    afterAll(async () => {
      await server.stop()
      await directory.remove()
    })

    /** Files below the storage's directory, half-written ones included; of one upload, or of none. */
    const storedFiles = async (uploadId: string): Promise<readonly string[]> => {
      const entries = await readdir(directory.path, { recursive: true, withFileTypes: true })
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`)
      return files.filter((path) => path.includes(uploadId) || path.includes('.incoming'))
    }
    const objectPath = (uploadId: string, name: string) => `${directory.path}/uploads/${uploadId}/${name}`
    const openSlow = async (uploadId: string, contentLength: number) =>
      slowRequest(client.filesUrl(uploadId), {
        'Content-Type': MULTIPART_TYPE,
        'Content-Length': contentLength,
      })
    const expectUsable = async (uploadId: string) => {
      expect((await client.send(uploadId, [{ file: 'again.mp3', content: mp3() }])).status).toBe(201)
      expect(await client.session(uploadId)).toMatchObject({ status: 'completed' })
    }

    test('a file becomes an object with its hash and what it says of itself', async () => {
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

    test('progress moves while bytes arrive', async () => {
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

    test.each([
      [
        'text under an audio name',
        [{ file: 'a.mp3', content: 'Dear Sir or Madam' }],
        415,
        'unsupported_media_type',
      ],
      ['audio under a text name', [{ file: 'a.txt', content: mp3() }], 415, 'unsupported_media_type'],
      ['audio without an extension', [{ file: 'a', content: mp3() }], 415, 'unsupported_media_type'],
      ['an empty file', [{ file: 'a.mp3', content: '' }], 400, 'empty_file'],
      ['audio that can not be read', [{ file: 'a.mp3', content: FAKE_BROKEN }], 422, 'unreadable_audio'],
      ['no file', [{ field: 'chapter_title', value: 'One' }], 400, 'missing_file'],
      ['a file in another part', [{ file: 'a.mp3', name: 'audio', content: mp3() }], 400, 'unexpected_file'],
      [
        'two files',
        [
          { file: 'a.mp3', content: mp3() },
          { file: 'b.mp3', content: mp3() },
        ],
        400,
        'unexpected_file',
      ],
      [
        'a number in words',
        [
          { field: 'chapter_number', value: 'one' },
          { file: 'a.mp3', content: mp3() },
        ],
        400,
        'validation_failed',
      ],
      [
        'a bad number after the file',
        [
          { file: 'a.mp3', content: mp3() },
          { field: 'chapter_number', value: '0x1' },
        ],
        400,
        'validation_failed',
      ],
      [
        'a number beyond the book',
        [
          { file: 'a.mp3', content: mp3() },
          { field: 'chapter_number', value: '9' },
        ],
        400,
        'chapter_number_out_of_range',
      ],
      [
        'a title given twice',
        [
          { field: 'chapter_title', value: 'A' },
          { file: 'a.mp3', content: mp3() },
          { field: 'chapter_title', value: 'B' },
        ],
        400,
        'validation_failed',
      ],
    ] as const)('%s: refused, nothing kept, the session usable', async (_what, parts, status, code) => {
      const uploadId = await client.open()
      const refused = await client.send(uploadId, parts)
      expect([refused.status, refused.body.code]).toEqual([status, code])
      expect((await client.session(uploadId)).files).toEqual([])
      expect(await storedFiles(uploadId)).toEqual([])
      await expectUsable(uploadId)
    })

    test.each([
      [
        'cut off within the file',
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n${FAKE_MP3}`,
      ],
      [
        'cut off after the file',
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n${FAKE_MP3}\r\n--${BOUNDARY}\r\nContent-Disp`,
      ],
      ['no boundary anywhere', 'x'.repeat(1000)],
      ['nothing at all', ''],
    ])('a form that is %s is malformed', async (_what, body) => {
      const uploadId = await client.open()
      const response = await fetch(client.filesUrl(uploadId), {
        method: 'POST',
        headers: { 'Content-Type': MULTIPART_TYPE },
        body,
      })
      const { code } = (await response.json()) as { code: string }
      expect([response.status, code]).toEqual([400, 'malformed_multipart'])
      expect(await storedFiles(uploadId)).toEqual([])
      await expectUsable(uploadId)
    })

    test.each(['application/json', 'multipart/form-data', 'multipart/mixed; boundary=x'])(
      'a body of type %s is no form',
      async (type) => {
        const uploadId = await client.open()
        const response = await fetch(client.filesUrl(uploadId), {
          method: 'POST',
          headers: { 'Content-Type': type },
          body: '{}',
        })
        const { code } = (await response.json()) as { code: string }
        expect([response.status, code]).toEqual([400, 'multipart_expected'])
      },
    )

    test.each([
      ['../../../etc/cron.d/evil.mp3', 'evil.mp3'],
      ['..\\..\\evil.mp3', 'evil.mp3'],
      ['/etc/passwd.mp3', 'passwd.mp3'],
      ['Kapitel Ä 第一章.mp3', 'Kapitel Ä 第一章.mp3'],
    ])('the name %s is shown as %s and leads nowhere', async (sent, shown) => {
      const uploadId = await client.open()
      const { status, body } = await client.send(uploadId, [{ file: sent, content: mp3() }])
      expect(status).toBe(201)
      expect(body.file_name).toBe(shown)
      expect(await storedFiles(uploadId)).toEqual([objectPath(uploadId, `${body.file_id}.mp3`)])
    })

    test('content wins over the extension', async () => {
      const uploadId = await client.open()
      const { body } = await client.send(uploadId, [{ file: 'really-a-wav.mp3', content: FAKE_WAV }])
      expect(body.media_type).toBe('audio/wav')
      expect(await storedFiles(uploadId)).toEqual([objectPath(uploadId, `${body.file_id}.wav`)])
    })

    test('a cover is kept beside its file, and goes with it', async () => {
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

    test('files of one session may arrive together', async () => {
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
      const uploadId = await client.open()
      const key = { 'Idempotency-Key': 'file-1' }
      const first = await client.send(uploadId, [{ file: 'a.mp3', content: mp3(5000) }], key)
      const repeated = await slowRequest(client.filesUrl(uploadId), {
        'Content-Type': MULTIPART_TYPE,
        'Content-Length': 5000,
        ...key,
      })
      const { status, body } = await repeated.answer()
      expect([status, JSON.parse(body)]).toEqual([201, first.body])
    })

    test('a repeated key is refused while its file is being received', async () => {
      const uploadId = await client.open({ total_files: 2 })
      const key = { 'Idempotency-Key': 'file-1' }
      const { before } = fileFrame('a.mp3')
      const request = await slowRequest(client.filesUrl(uploadId), {
        'Content-Type': MULTIPART_TYPE,
        'Content-Length': 500_000,
        ...key,
      })
      await request.send(before)
      await request.send(mp3(10_000))
      await waitUntil(
        () => client.session(uploadId),
        ({ files }) => files.length === 1,
      )
      const repeated = await client.send(uploadId, [{ file: 'a.mp3', content: mp3() }], key)
      expect([repeated.status, repeated.body.code]).toEqual([409, 'file_in_progress'])
      request.destroy()
      await waitUntil(
        () => client.session(uploadId),
        ({ files }) => files.length === 0,
      )
      expect((await client.send(uploadId, [{ file: 'a.mp3', content: mp3() }], key)).status).toBe(201)
    })
  })
}
