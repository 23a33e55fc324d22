/** A program for tests: opens the data directory it is given, commits a row now and then, says what it did. */
import { openDatabase } from '../../../../src/adapters/postgres/connection.ts'
import { startEmbeddedPostgres } from '../../../../src/adapters/postgres/embedded/embedded-postgres.ts'

const [dataDirectory = ''] = process.argv.slice(2)
const say = (line: string) => process.stdout.write(`${line}\n`)

try {
  const server = await startEmbeddedPostgres({ dataDirectory })
  const { sql } = openDatabase({ url: server.url, maxConnections: 4, embedded: true })
  await sql`CREATE TABLE IF NOT EXISTS committed (number integer PRIMARY KEY)`
  const [row] = await sql<{ next: number }[]>`SELECT coalesce(max(number), 0) + 1 AS next FROM committed`
  say('open')
  for (let number = row?.next ?? 1; ; number += 1) {
    await sql`INSERT INTO committed VALUES (${number})`
    say(`committed ${number}`)
  }
} catch (error) {
  say(`error ${error instanceof Error ? error.message : error}`)
  process.exit(1)
}
