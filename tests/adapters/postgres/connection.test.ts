import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type TestDatabase, testDatabases } from '../../support/databases.ts'

const SETUP_TIMEOUT_MS = 120_000
const CONCURRENT_QUERIES = 200

describe.each(testDatabases())('values on $name', ({ create }) => {
  let opened: TestDatabase
  beforeAll(async () => {
    opened = await create()
  }, SETUP_TIMEOUT_MS)
  afterAll(() => opened.close())

  test('come back as they were sent', async () => {
    const { sql } = opened.database
    const ids = ['0190c7a0-0000-7000-8000-000000000001', '0190c7a0-0000-7000-8000-000000000002']
    const date = new Date('1999-12-31T23:59:59.999Z')
    const value = { text: 'ö "quoted" \\ {a,b}', list: [1, null, { deep: true }] }
    await sql`CREATE TABLE samples (
      size bigint, ids uuid[], no_ids uuid[], date timestamptz,
      value jsonb, seconds double precision, words text[])`
    await sql`INSERT INTO samples VALUES (
      ${2 ** 53 - 1}, ${ids}, ${[]}, ${date},
      ${sql.json(value)}, ${0.1}, ${['a,b', '"c"', 'd\\e', '']})`
    const [row] = await sql`SELECT * FROM samples`
    expect(row).toEqual({
      size: 2 ** 53 - 1,
      ids,
      no_ids: [],
      date,
      value,
      seconds: 0.1,
      words: ['a,b', '"c"', 'd\\e', ''],
    })
    const [found] =
      await sql`SELECT count(*) AS count FROM samples WHERE ids && ${ids.slice(1)} AND ${ids[0] ?? ''} = ANY (ids)`
    expect(found).toEqual({ count: 1 })
  })

  test('of concurrent queries never meet', async () => {
    const { sql } = opened.database
    const answers = await Promise.all(
      Array.from({ length: CONCURRENT_QUERIES }, async (_, index) => {
        const [row] =
          index % 2 === 0
            ? await sql`SELECT ${index}::integer AS number, 'even' AS kind`
            : await sql`SELECT ${`odd ${index}`}::text AS text`
        return row
      }),
    )
    expect(answers).toEqual(
      answers.map((_, index) =>
        index % 2 === 0 ? { number: index, kind: 'even' } : { text: `odd ${index}` },
      ),
    )
  })
})
