import { ok } from 'neverthrow'
import type { Exclusive } from '../../ports/exclusive.ts'
import { beginTransaction } from './begin-transaction.ts'
import type { Database } from './connection.ts'
import { query } from './run-query.ts'

/**
 * Advisory locks that end with their transaction, and so with a lost connection. The lock keeps one connection of the
 * pool while `run` uses others; so this is not for the embedded database, which has one session (and one process).
 */
export function createPostgresExclusive({ sql }: Database): Exclusive {
  return {
    tryRun: (name, run) =>
      query(async () => {
        const outcome = await beginTransaction(sql, async (transaction) => {
          const [row] = await transaction<{ granted: boolean }[]>`
            SELECT pg_try_advisory_xact_lock(hashtextextended(${`chapterwise ${name}`}, 0)) AS granted`
          return row?.granted === true ? { result: await run() } : null
        })
        return outcome
      }).andThen((outcome) => (outcome === null ? ok(null) : outcome.result)),
  }
}
