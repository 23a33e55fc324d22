import { expect, test } from 'bun:test'
import { normalMountPath, pathBelow } from '../../src/http/mount-path.ts'
import { addBook, createTestApi } from '../support/http-api.ts'
import { addUpload } from './audiobooks/audiobook-calls.ts'

const BELOW_AUDIO = { mountPath: 'audio/' }

test.each([
  ['', ''],
  ['/', ''],
  ['audio', '/audio'],
  ['/audio/', '/audio'],
  ['//a//b', '/a/b'],
])('%j means %j', (given, normal) => {
  expect(normalMountPath(given)).toBe(normal)
})

test.each([
  // As sent, and as some hosts pass it on.
  ['/audio', '/audio/api/v1/admin/jobs', '/api/v1/admin/jobs'],
  ['/audio', '/api/v1/admin/jobs', '/api/v1/admin/jobs'],
  ['/audio', '/audio', '/'],
  ['/audio', '/audio/docs', '/docs'],
  ['/audio', '/audiobooks', '/audiobooks'],
  ['/audio', '/audio/nothing', '/nothing'],
  // Both readings begin alike.
  ['/api', '/api/api/v1/admin/jobs', '/api/v1/admin/jobs'],
  ['/api', '/api/v1/admin/jobs', '/api/v1/admin/jobs'],
  ['/api/v1', '/api/v1/api/v1/admin/jobs', '/api/v1/admin/jobs'],
  ['/api/v1', '/api/v1/admin/jobs', '/api/v1/admin/jobs'],
  ['', '/audio/docs', '/audio/docs'],
])('mounted at %j, %s is %s', (mountPath, path, below) => {
  expect(pathBelow(mountPath)(new Request(`http://localhost${path}?q=a`))).toBe(below)
})

test('requests are answered with and without the mount path, problems and 405 too', async () => {
  const api = createTestApi(BELOW_AUDIO)
  for (const base of ['/audio', '']) {
    expect((await api.call(`${base}/api/v1/admin/audiobooks`)).status).toBe(200)
    expect((await api.call(`${base}/api/v1/admin/audiobooks`, { token: null })).status).toBe(401)
    expect((await api.call(`${base}/api/v1/admin/audiobooks`, { method: 'PATCH' })).status).toBe(405)
    expect((await api.call(`${base}/healthz`)).status).toBe(200)
    const missing = await api.call(`${base}/nothing`)
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  }
  expect((await api.call('/audiobooks/healthz')).status).toBe(404)
})

test('links, the description and the docs page lead to where the API is mounted', async () => {
  const api = createTestApi(BELOW_AUDIO)
  const { upload } = addUpload(api)
  const json = { upload_id: upload.id, title: 'T', author: 'A' }
  const created = await api.call('/audio/api/v1/admin/audiobooks', { method: 'POST', json })
  const location = created.headers.get('location') ?? ''
  expect(location).toStartWith('/audio/api/v1/admin/audiobooks/')
  expect((await api.call(location)).status).toBe(200)

  const description = (await (await api.call('/audio/openapi.json')).json()) as { servers: unknown[] }
  expect(description.servers).toMatchObject([{ url: '/audio' }])
  const page = await (await api.call('/audio/docs')).text()
  const links = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link ?? '')
  for (const link of links) {
    const { pathname } = new URL(link, 'http://localhost/audio/docs')
    expect([pathname, (await api.call(pathname)).status]).toEqual([pathname, 200])
  }
})

test('covers are linked where the API is mounted', async () => {
  const api = createTestApi(BELOW_AUDIO)
  const { audiobook } = addBook(api)
  const cover = { storageKey: 'uploads/u/c.png', mediaType: 'image/png', sizeBytes: 1 }
  api.state.audiobooks.set(audiobook.id, { ...audiobook, cover })
  const expected = `/audio/api/v1/admin/audiobooks/${audiobook.id}/cover`
  const list = (await (await api.call('/admin/audiobooks')).json()) as { items: unknown[] }
  const detail = await (await api.call(`/admin/audiobooks/${audiobook.id}`)).json()
  expect(JSON.stringify(list)).toContain(`"cover_url":"${expected}"`)
  expect(detail).toMatchObject({ cover_url: expected })
})
