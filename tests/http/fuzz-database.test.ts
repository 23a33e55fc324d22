import { afterAll, beforeAll, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createDirectReporter } from '../../src/adapters/direct/reporter.ts'
import { createPostgresAudiobooks } from '../../src/adapters/postgres/audiobooks.ts'
import { createPostgresJobs } from '../../src/adapters/postgres/jobs.ts'
import { createPostgresOutputs } from '../../src/adapters/postgres/outputs.ts'
import { createPostgresSearchIndex } from '../../src/adapters/postgres/search-index.ts'
import { createPostgresUploads } from '../../src/adapters/postgres/uploads.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { makeBook } from '../../src/testing/fixtures/seeded-book.ts'
import { checkAnswer } from '../support/check-answer.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { garbageRequest, type KnownId, toRequest } from '../support/garbage.ts'
import { createTestApi, type TestApi } from '../support/http-api.ts'
import { insertBook } from '../support/insert-book.ts'
import { describedOperations } from '../support/operations.ts'

const RUNS = 300
const TIMEOUT_MS = 120_000

let opened: TestDatabase
let api: TestApi

beforeAll(async () => {
  const kind = testDatabases().find(({ hasVectors }) => hasVectors)
  if (kind === undefined) throw new Error('no database with vectors')
  opened = await kind.create()
  const { database } = opened
  const { queue, logger, embedder } = createTestApi().deps
  const jobs = createPostgresJobs(database)
  const searchIndex = createPostgresSearchIndex(database)
  await expectOk(searchIndex.prepare(embedder))
  api = createTestApi({
    ...{ jobs, searchIndex, queue, logger, clock: systemClock, ids: uuidV7Ids },
    uploads: createPostgresUploads(database),
    audiobooks: createPostgresAudiobooks(database),
    outputs: createPostgresOutputs(database),
    reporter: createDirectReporter({ jobs, queue, logger, random: () => 0.5 }),
  })
}, TIMEOUT_MS)

afterAll(() => opened.close())

/** As in the test on memory, without audio: what matters here is what reaches the database. */
async function insertWorld(): Promise<Record<KnownId, string>> {
  const { sql } = opened.database
  const insert = async () => {
    const book = makeBook({ now: new Date(), ownerId: 'admin' })
    await insertBook(sql, book)
    return book
  }
  const [book, done, open] = [await insert(), await insert(), await insert()]
  await sql`DELETE FROM audiobooks WHERE id IN (${done.audiobook.id}, ${open.audiobook.id})`
  await sql`DELETE FROM upload_files WHERE upload_id = ${open.upload.id}`
  await sql`UPDATE uploads SET upload_type = 'chapters', status = 'uploading', total_files = 3 WHERE id = ${open.upload.id}`
  const $job = book.jobs[0]?.id ?? ''
  await expectOk(api.deps.reporter.start($job, 'w'))
  return { $book: book.audiobook.id, $upload: open.upload.id, $done: done.upload.id, $job }
}

test(
  'garbage at any route reaches no error of the database',
  async () => {
    const anyRequest = fc.constantFrom(...describedOperations()).chain(garbageRequest)
    const property = fc.asyncProperty(anyRequest, async (request) => {
      const { target, init } = toRequest(request, await insertWorld())
      await checkAnswer(request, await api.app.request(target, init))
      expect(api.logs.filter(({ level }) => level === 'error')).toEqual([])
    })
    await fc.assert(property, { numRuns: RUNS })
  },
  TIMEOUT_MS,
)
