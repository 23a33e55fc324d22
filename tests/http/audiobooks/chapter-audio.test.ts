import { describe, expect, test } from 'bun:test'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { streamOf } from '../../../src/testing/fixtures/bytes.ts'
import { addBook, createTestApi, readProblem } from '../../support/http-api.ts'
import { AUDIOBOOKS } from './audiobook-calls.ts'

describe('the audio of a chapter', () => {
  async function audio() {
    const api = createTestApi()
    const { audiobook, files } = addBook(api)
    for (const { storageKey } of files) {
      await expectOk(api.deps.storage.put(storageKey, streamOf('0123456789'), { mediaType: 'audio/mpeg' }))
    }
    return (headers: Record<string, string> = {}, number = '1') =>
      api.call(`${AUDIOBOOKS}/${audiobook.id}/chapters/${number}/audio`, { headers })
  }

  test('whole, and whole for ranges that are none', async () => {
    const get = await audio()
    for (const range of [undefined, 'bytes=5-2', 'bytes=0-1,4-5', 'pages=1-2', 'bytes=-']) {
      const response = await get(range === undefined ? {} : { range })
      expect([response.status, await response.text()]).toEqual([200, '0123456789'])
      expect(response.headers.get('accept-ranges')).toBe('bytes')
    }
  })

  test.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('%s', async (range, body, contentRange) => {
    const response = await (await audio())({ range })
    expect([response.status, await response.text()]).toEqual([206, body])
    expect(response.headers.get('content-range')).toBe(contentRange)
    expect(response.headers.get('content-length')).toBe(String(body.length))
  })

  test('a range beyond the end, of another version, of no chapter', async () => {
    const get = await audio()
    const beyond = await get({ range: 'bytes=10-' })
    expect(beyond.headers.get('content-range')).toBe('bytes */10')
    expect((await readProblem(beyond, 416)).code).toBe('range_not_satisfiable')
    expect((await get({ range: 'bytes=2-4', 'if-range': '"other"' })).status).toBe(200)
    expect((await readProblem(await get({}, '2'), 404)).code).toBe('chapter_not_found')
    expect((await readProblem(await get({}, 'x'), 400)).errors?.[0]).toMatchObject({
      in: 'path',
      pointer: '/number',
    })
  })
})
