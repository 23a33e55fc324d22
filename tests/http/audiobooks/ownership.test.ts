import { expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { addBook, createTestApi, readProblem } from '../../support/http-api.ts'
import { AUDIOBOOKS, postAudiobook } from './audiobook-calls.ts'

test('another owner’s book is not there', async () => {
  const verifyAdmin = () => okAsync({ ownerId: 'me', seesAll: false })
  const api = createTestApi({ tokens: { ...createTestApi().deps.tokens, verifyAdmin } })
  const { audiobook, upload } = addBook(api, { ownerId: 'someone else' })
  const path = `${AUDIOBOOKS}/${audiobook.id}`
  const calls: [string, string, unknown?][] = [
    ['GET', path],
    ['PUT', path, { title: 'Mine' }],
    ['DELETE', path],
    ['GET', `${path}/jobs`],
    ['GET', `${path}/cover`],
    ['GET', `${path}/chapters`],
    ['GET', `${path}/chapters/1/audio`],
    ['GET', `${path}/chapters/1/transcript`],
    ['GET', `${path}/transcript`],
    ['GET', `/admin/search?q=x&audiobook_id=${audiobook.id}`],
  ]
  const stored = () => structuredClone({ ...api.state, auditLog: null })
  const before = stored()
  for (const [method, target, json] of calls) {
    const problem = await readProblem(await api.call(target, { method, json }), 404)
    expect(problem.code).toBe('audiobook_not_found')
  }
  const foreignUpload = await postAudiobook(api, { upload_id: upload.id, title: 'T', author: 'A' })
  expect((await readProblem(foreignUpload, 404)).code).toBe('upload_not_found')
  expect(await (await api.call(AUDIOBOOKS)).json()).toEqual({ items: [], next_cursor: null })
  expect(stored()).toEqual(before)
})
