import type { Sql, TransactionSql } from './connection.ts'
import { endsConnection } from './connection-errors.ts'

/**
 * Runs a transaction. What `run` throws rolls back.
 *
 * A query on a connection that closed under its transaction makes postgres.js 3.4.9 throw where nobody can catch it, and
 * ends the process (porsager/postgres#1208, 2026-09-02); COMMIT and ROLLBACK are such queries. So once the connection is
 * lost, `run` never ends for the driver, which then sends nothing more, and rejects by itself.
 */
export async function beginTransaction<T>(sql: Sql, run: (sql: TransactionSql) => Promise<T>): Promise<T> {
  let isLost = false
  const begun = sql.begin(async (transaction) => {
    try {
      const result = await run(transaction)
      return isLost ? await never : result
    } catch (error) {
      if (isLost || endsConnection(error)) await never
      throw error
    }
  })
  try {
    // The driver's type unwraps arrays of promises, which no transaction here answers.
    return (await begun) as T
  } catch (error) {
    isLost = true
    throw error
  }
}

const never = new Promise<never>(() => {})
