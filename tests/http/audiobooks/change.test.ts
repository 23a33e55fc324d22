import { describe, expect, test } from 'bun:test'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { addBook, createTestApi, readProblem } from '../../support/http-api.ts'
import { AUDIOBOOKS } from './audiobook-calls.ts'

describe('editing', () => {
  test('changes what is given and leaves the rest', async () => {
    const api = createTestApi()
    const { audiobook } = addBook(api)
    const put = (json: unknown) => api.call(`${AUDIOBOOKS}/${audiobook.id}`, { method: 'PUT', json })
    const changed = await put({ title: 'New', narrator: 'N', language: 'EN-us', is_public: true })
    expect(await changed.json()).toMatchObject({
      ...{ title: 'New', author: audiobook.author, narrator: 'N', language: 'en-US', is_public: true },
    })
    expect(await (await put({ narrator: null })).json()).toMatchObject({ title: 'New', narrator: null })
    expect((await put({})).status).toBe(200)
    expect((await readProblem(await put({ title: null }), 400)).errors?.[0]?.pointer).toBe('/title')
  })
})

describe('deleting', () => {
  test('removes the book, its upload, jobs and queue entries, and records its objects for removal', async () => {
    const api = createTestApi()
    const { audiobook, jobs, files } = addBook(api)
    await expectOk(api.deps.queue.enqueue(jobs))
    const remove = () => api.call(`${AUDIOBOOKS}/${audiobook.id}`, { method: 'DELETE' })
    const response = await remove()
    expect([response.status, await response.text()]).toEqual([204, ''])
    const { state } = api
    expect([state.audiobooks.size, state.uploads.size, state.jobs.size, state.chapters.size]).toEqual([
      0, 0, 0, 0,
    ])
    expect([...state.discards]).toEqual(files.map(({ storageKey }) => storageKey))
    const counts = await expectOk(api.deps.queue.counts())
    expect(Object.values(counts).map(({ ready }) => ready)).toEqual([0, 0, 0, 0])
    expect((await readProblem(await remove(), 404)).code).toBe('audiobook_not_found')
  })
})
