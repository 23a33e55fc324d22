import { afterAll, afterEach, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { readFile } from 'node:fs/promises'
import { createAudioInspector } from '../../../src/adapters/local/audio-inspector/audio-inspector.ts'
import { HTML_503 } from '../../../src/testing/fakes/supabase/faults.ts'
import type { FakeSupabase } from '../../../src/testing/fakes/supabase/server.ts'
import { makeAudio } from '../../support/make-audio.ts'
import { MULTIPART_TYPE, multipartBody } from '../../support/multipart-body.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../support/temporary-directory.ts'
import { createUploadApp } from '../../support/upload-app.ts'
import { BUCKET, MEBIBYTE, startProject } from './project-under-test.ts'

/* Uploads over HTTP whose files lie at Supabase: from the form to what the file says of itself. */

/** FFmpeg makes a file first; on a busy machine that takes a while. */
setDefaultTimeout(60_000)

const CHAPTERS = [
  { title: 'The storm', startSeconds: 0, endSeconds: 60 },
  { title: 'Home', startSeconds: 60, endSeconds: 120 },
]

let directory: TemporaryDirectory
let book: Uint8Array
beforeAll(async () => {
  directory = await temporaryDirectory()
  const audio = { fileName: 'book.m4b', durationSeconds: 120, tags: { title: 'The Lighthouse' } }
  const options = ['-f', 'ipod', '-brand', 'M4B ', '-c:a', 'alac']
  book = await readFile(await makeAudio(directory.path, { ...audio, chapters: CHAPTERS, options }))
})
afterAll(() => directory.remove())

let fake: FakeSupabase
let app: ReturnType<typeof createUploadApp>['app']
const openProject = async (options = {}, storageOptions = {}) => {
  const project = await startProject(options, storageOptions)
  fake = project.fake
  app = createUploadApp({ storage: project.storage, inspector: createAudioInspector() }).app
}
beforeEach(() => openProject())
afterEach(() => fake.close())

const objects = () => fake.bucket(BUCKET)?.objects ?? []

async function openUpload(): Promise<string> {
  const body = { upload_type: 'single', total_files: 1, total_size_bytes: book.length }
  const response = await app.request('/admin/uploads', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return ((await response.json()) as { upload_id: string }).upload_id
}

const sendBook = (uploadId: string) =>
  app.request(`/admin/uploads/${uploadId}/files`, {
    method: 'POST',
    headers: { 'Content-Type': MULTIPART_TYPE },
    body: multipartBody({ file: 'book.m4b', content: book }),
  })

test('a file arrives whole, is read by ranges, and goes with its upload', async () => {
  const uploadId = await openUpload()
  const sent = await sendBook(uploadId)
  expect(sent.status).toBe(201)
  expect(objects().map(({ sizeBytes, mediaType }) => [sizeBytes, mediaType])).toEqual([
    [book.length, 'audio/mp4'],
  ])
  const ranges = fake.requests.filter(({ method, path }) => method === 'GET' && path.includes('/object/'))
  expect(ranges.length).toBeGreaterThan(0)
  expect(ranges.every(({ headers }) => headers.range !== undefined)).toBe(true)
  await app.request(`/admin/uploads/${uploadId}`, { method: 'DELETE' })
  expect(objects()).toEqual([])
})

test('a storage out of order is 503 and leaves nothing; the file can be sent again', async () => {
  const uploadId = await openUpload()
  fake.faults.add({ ...HTML_503, method: 'POST', times: 5 })
  expect((await sendBook(uploadId)).status).toBe(503)
  expect(fake.faults.left()).toBe(0)
  expect(objects()).toEqual([])
  expect((await sendBook(uploadId)).status).toBe(201)
})

test('a storage that fails while the file is looked at does not make it a bad file', async () => {
  const uploadId = await openUpload()
  fake.faults.add({ ...HTML_503, method: 'GET', path: /\/object\/audio\//, times: 5 })
  expect((await sendBook(uploadId)).status).toBe(503)
  expect(objects()).toEqual([])
})

test('a file that the project does not take is 413', async () => {
  await fake.close()
  await openProject({ globalLimitBytes: MEBIBYTE / 4 }, { maxFileSizeBytes: MEBIBYTE / 4 })
  const refused = await sendBook(await openUpload())
  expect(refused.status).toBe(413)
  expect(await refused.json()).toMatchObject({ code: 'file_too_large' })
})
