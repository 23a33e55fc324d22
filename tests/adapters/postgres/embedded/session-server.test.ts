import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect, type Socket } from 'node:net'
import postgres from 'postgres'
import type { Sql } from '../../../../src/adapters/postgres/connection.ts'
import { type TestDatabase, testDatabases } from '../../../support/databases.ts'

const SETUP_TIMEOUT_MS = 120_000
const RACERS = 20

describe('connections to the embedded database', () => {
  let opened: TestDatabase
  let sql: Sql
  const path = () => String(sql.options.path)
  const otherClient = () =>
    postgres({
      path: path(),
      user: 'postgres',
      database: 'postgres',
      prepare: false,
      max: 1,
      onnotice: () => {},
    })

  beforeAll(async () => {
    const embedded = testDatabases().find(({ name }) => name === 'pglite')
    if (!embedded) throw new Error('there is no embedded database to test')
    opened = await embedded.create()
    sql = opened.database.sql
    await sql`CREATE TABLE counters (id integer PRIMARY KEY, value integer NOT NULL)`
    await sql`INSERT INTO counters SELECT id, 0 FROM generate_series(1, 9) AS id`
  }, SETUP_TIMEOUT_MS)
  afterAll(() => opened.close())

  const counterValue = async (id: number) => {
    const [row] = await sql<{ value: number }[]>`SELECT value FROM counters WHERE id = ${id}`
    return row?.value
  }

  test('run transactions one at a time', async () => {
    await Promise.all(
      Array.from({ length: RACERS }, () =>
        sql.begin(async (transaction) => {
          const [row] = await transaction<{ value: number }[]>`SELECT value FROM counters WHERE id = 1`
          await transaction`UPDATE counters SET value = ${(row?.value ?? 0) + 1} WHERE id = 1`
        }),
      ),
    )
    expect(await counterValue(1)).toBe(RACERS)
  })

  test('do not see what others have not committed', async () => {
    const seen: (number | undefined)[] = []
    await sql.begin(async (transaction) => {
      const outside = counterValue(2).then((value) => seen.push(value))
      await transaction`UPDATE counters SET value = 1 WHERE id = 2`
      await transaction`UPDATE counters SET value = 2 WHERE id = 2`
      void outside
    })
    expect(await counterValue(2)).toBe(2)
    expect(seen).not.toContain(1)
  })

  test('go on after an error, in a transaction and outside', async () => {
    const failures = Array.from({ length: RACERS }, (_, index) =>
      index % 2 === 0
        ? sql`SELECT 1 / ${0}::integer`
        : sql.begin((transaction) => transaction`SELECT nonsense`),
    )
    const successes = Array.from({ length: RACERS }, (_, index) => sql`SELECT ${index}::integer AS number`)
    const failed = await Promise.allSettled(failures)
    expect(failed.every(({ status }) => status === 'rejected')).toBe(true)
    expect((await Promise.all(successes)).map(([row]) => row)).toEqual(
      Array.from({ length: RACERS }, (_, number) => ({ number })),
    )
  })

  test('roll back what a client left behind that vanished', async () => {
    const client = otherClient()
    const held = await client.reserve()
    await held`BEGIN`
    await held`UPDATE counters SET value = 99 WHERE id = 3`
    const waiting = counterValue(3)
    held.release()
    await client.end({ timeout: 0 })
    expect(await waiting).toBe(0)
  })

  test('survive a client that stops in the middle of a query', async () => {
    const socket = await rawClient(path())
    // Parse of a statement that fails, without the Sync that would end it.
    socket.write(message('P', Buffer.from('\0nonsense\0\0\0')))
    const waiting = counterValue(4)
    socket.destroy()
    expect(await waiting).toBe(0)
  })

  test('survive a client that speaks something else', async () => {
    const socket = connect(path())
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => {})
    socket.resume()
    socket.write('GET / HTTP/1.1\r\n\r\n')
    await closed
    expect(await counterValue(5)).toBe(0)
  })

  test('answer long statements and long rows whole', async () => {
    const text = 'x'.repeat(5_000_000)
    const [row] = await sql`SELECT ${text}::text AS text`
    expect(row?.text === text).toBe(true)
  })
})

async function rawClient(path: string): Promise<Socket> {
  const socket = connect(path)
  const parameters = Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0\0')
  const answered = new Promise((resolve) => socket.once('data', resolve))
  socket.write(Buffer.concat([lengthOf(parameters), parameters]))
  await answered
  return socket
}

const message = (type: string, body: Buffer) => Buffer.concat([Buffer.from(type), lengthOf(body), body])

function lengthOf(body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return length
}
