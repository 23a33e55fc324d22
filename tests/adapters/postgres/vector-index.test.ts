import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createPostgresJobs } from '../../../src/adapters/postgres/jobs.ts'
import { createPostgresOutputs } from '../../../src/adapters/postgres/outputs.ts'
import { createPostgresSearchIndex } from '../../../src/adapters/postgres/search-index.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import { addSpokenBook } from '../../../src/testing/fixtures/claimed-book.ts'
import { type TestDatabase, testDatabases } from '../../support/databases.ts'
import { insertBook } from '../../support/insert-book.ts'

const SPACE = { model: 'model "x" \\ \'y\'', dimensions: 8 }
const CROWD = 1500
const FAR = 25

let store: TestDatabase
beforeAll(async () => {
  const kind = testDatabases().find(({ hasVectors }) => hasVectors)
  if (kind === undefined) throw new Error('no database with vectors')
  store = await kind.create()
}, 60_000)
afterAll(() => store?.close())

/** Points all around, the same in every run. */
const point = (seed: number) =>
  Float32Array.from({ length: SPACE.dimensions }, (_, axis) => Math.sin(seed * (axis + 1) * 12.9898) + 0.001)

test('the index answers alone, in order, and looks on until the scope has given enough', async () => {
  const { sql } = store.database
  const searchIndex = createPostgresSearchIndex(store.database)
  const library = {
    jobs: createPostgresJobs(store.database),
    outputs: createPostgresOutputs(store.database),
    now: () => new Date(Date.now() - 1000),
    addBook: (book: Parameters<typeof insertBook>[1]) => insertBook(sql, book),
  }
  await Promise.all([1, 2, 3].map(() => expectOk(searchIndex.prepare(SPACE))))
  const indexes = await sql<{ indexname: string; indexdef: string }[]>`
    SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'passage_embeddings' AND indexdef LIKE '%hnsw%'`
  expect(indexes).toHaveLength(1)
  const [index] = indexes

  const names = (count: number, name: string) =>
    Array.from({ length: count }, (_, place) => `${name} ${place}`)
  const crowd = await addSpokenBook(library, names(CROWD, 'crowd'), { ownerId: 'large' })
  const few = await addSpokenBook(library, names(FAR, 'few'), { ownerId: 'small' })
  const query = point(0)
  const near = crowd.passages.map(({ id }, place) => {
    return { passageId: id, vector: query.map((value, axis) => value + (point(place + 1)[axis] ?? 0) * 0.1) }
  })
  const far = few.passages.map(({ id }, place) => ({
    passageId: id,
    vector: query.map((value, axis) => (point(place + 1)[axis] ?? 0) - value),
  }))
  await expectOk(searchIndex.saveEmbeddings(crowd.claim, SPACE, near))
  await expectOk(searchIndex.saveEmbeddings(few.claim, SPACE, far))
  const exact = await expectOk(searchIndex.searchVectors(query, SPACE, { ownerId: 'small' }, 20))
  expect(exact).toHaveLength(20)

  // One session behind all connections: this holds for the searches below.
  await sql.unsafe('SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off')
  const before = await scans(index?.indexname ?? '')
  const approximate = await expectOk(searchIndex.searchVectors(query, SPACE, { ownerId: 'small' }, 20))
  const wide = await expectOk(searchIndex.searchVectors(query, SPACE, { ownerId: null }, 50))
  expect(await scans(index?.indexname ?? '')).toBe(before + 2)
  expect(approximate).toHaveLength(20)
  expect(
    approximate.filter((hit) => exact.some((other) => other.passage.id === hit.passage.id)).length,
  ).toBeGreaterThan(15)
  expect(wide).toHaveLength(50)
  for (const hits of [approximate, wide]) {
    const scores = hits.map((hit) => hit.score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  }
})

async function scans(indexName: string): Promise<number> {
  const { sql } = store.database
  await sql`SELECT pg_stat_force_next_flush()`
  const [row] = await sql<{ scans: number }[]>`
    SELECT idx_scan::integer AS scans FROM pg_stat_user_indexes WHERE indexrelname = ${indexName}`
  return row?.scans ?? 0
}

test('what can’t be indexed is refused with a reason, for good', async () => {
  const searchIndex = createPostgresSearchIndex(store.database)
  const claim = { jobId: crypto.randomUUID(), epoch: 1 }
  const bad = async (vector: Float32Array, space = SPACE) =>
    (await searchIndex.searchVectors(vector, space, { ownerId: null }, 1))._unsafeUnwrapErr()
  const large = { model: 'large', dimensions: 3072 }
  const refused = (await searchIndex.prepare(large))._unsafeUnwrapErr()
  expect(refused).toMatchObject({ kind: 'permanent', code: 'too_many_dimensions' })
  expect(refused.message).toContain('2000')
  expect(await bad(new Float32Array(3072), large)).toMatchObject({ code: 'too_many_dimensions' })
  expect(await bad(new Float32Array(3))).toMatchObject({ kind: 'permanent', code: 'invalid_vector' })
  expect(await bad(new Float32Array(8).fill(Number.NaN))).toMatchObject({ code: 'invalid_vector' })
  const vectors = [{ passageId: claim.jobId, vector: new Float32Array(2) }]
  const saved = (await searchIndex.saveEmbeddings(claim, SPACE, vectors))._unsafeUnwrapErr()
  expect(saved).toMatchObject({ kind: 'permanent', code: 'invalid_vector' })
  expect((await searchIndex.prepare({ model: 'none', dimensions: 0 }))._unsafeUnwrapErr().code).toBe(
    'invalid_dimensions',
  )
})
