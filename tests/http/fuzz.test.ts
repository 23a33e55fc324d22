import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { MemoryState } from '../../src/adapters/memory/state.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { streamOf } from '../../src/testing/fixtures/bytes.ts'
import { putTranscript, transcriptOf } from '../support/book-outputs.ts'
import { checkAnswer } from '../support/check-answer.ts'
import { garbageRequest, type KnownId, toRequest } from '../support/garbage.ts'
import { addBook, createTestApi, type TestApi } from '../support/http-api.ts'
import { describedOperations } from '../support/operations.ts'

const RUNS_PER_ROUTE = 120
const TIMEOUT_MS = 120_000

/** A book with audio, cover and transcript, an upload that waits for files, and one that waits for its book. */
async function setUp(): Promise<{ api: TestApi; ids: Record<KnownId, string> }> {
  const api = createTestApi({ corsOrigins: ['https://app.test'] })
  const book = addBook(api)
  const [chapter] = book.chapters
  const [file] = book.files
  if (chapter === undefined || file === undefined) throw new Error('a book has a chapter and a file')
  putTranscript(api.state, chapter, transcriptOf('A lamp was lit.'))
  const cover = { storageKey: file.storageKey, mediaType: 'image/png' }
  await expectOk(api.deps.storage.put(cover.storageKey, streamOf('0123456789'), cover))
  api.state.audiobooks.set(book.audiobook.id, { ...book.audiobook, cover })
  const done = addBook(api, { withBook: false })
  const open = addBook(api, { withBook: false })
  api.state.files.delete(open.files[0]?.id ?? '')
  api.state.uploads.set(open.upload.id, {
    ...{ ...open.upload, type: 'chapters', status: 'uploading', totalFiles: 3, completedAt: null },
  })
  const $job = book.jobs[0]?.id ?? ''
  await api.deps.reporter.start($job, 'w')
  return { api, ids: { $book: book.audiobook.id, $upload: open.upload.id, $done: done.upload.id, $job } }
}

/** Without what is to be removed from storage, as a refused file may be named there, and the audit log, which has refusals. */
const snapshot = ({ discards: _left, auditLog: _told, ...state }: MemoryState): string =>
  JSON.stringify(state, (_key, value: unknown) => (value instanceof Map ? [...value] : value))

const errorsOf = (api: TestApi): readonly string[] =>
  api.logs.filter(({ level }) => level === 'error').map(({ fields }) => String(fields.error))

describe('garbage at every route', () => {
  for (const operation of describedOperations()) {
    test(
      `${operation.method} ${operation.path}: no 5xx, nothing unsaid, and a refusal changes nothing`,
      async () => {
        const property = fc.asyncProperty(garbageRequest(operation), async (request) => {
          const { api, ids } = await setUp()
          const before = snapshot(api.state)
          const { target, init } = toRequest(request, ids)
          const response = await api.app.request(target, init)
          await checkAnswer(request, response)
          if (response.status >= 400) expect(snapshot(api.state)).toBe(before)
          expect(errorsOf(api)).toEqual([])
        })
        await fc.assert(property, { numRuns: RUNS_PER_ROUTE })
      },
      TIMEOUT_MS,
    )
  }
})
