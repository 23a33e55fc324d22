import { ResultAsync as Async, err, ok, type Result } from 'neverthrow'
import { type PortError, type PortResult, permanentError, transientError } from '../../ports/port-error.ts'
import { beginTransaction } from './begin-transaction.ts'
import type { Database, TransactionSql } from './connection.ts'
import { CONNECTION_CODES, codeOf } from './connection-errors.ts'

/** Runs a transaction or statement that lost against another one so often. */
const MAX_ATTEMPTS = 5

/** PostgreSQL error codes, appendix A of its manual. */
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK_DETECTED = '40P01'

/**
 * Codes that say nothing about the query itself: connection trouble (08), lost races (40), too little of something
 * (53), locks not to be had (55P03), an operator or a time limit (57), a server that became a replica (25006),
 * an idle transaction that was ended (25P03).
 */
const TRANSIENT_SERVER_CODE = /^(08|40|53|57)...$|^(55P03|25006|25P03)$/

/** Runs `run` and maps what the driver throws. Errors that are not the database's are bugs and stay exceptions. */
export const query = <T>(run: () => Promise<T>): PortResult<T> => new Async(attempt(run))

/**
 * Runs one statement that writes, again when it lost against a concurrent one; what it wrote till then was rolled back.
 */
export const statement = <T>(run: () => Promise<T>): PortResult<T> =>
  new Async(attempt(() => untilNotLost(run)))

/**
 * Runs `run` in a transaction, again when it lost against a concurrent one; so `run` may have no other effects.
 * What it throws rolls back.
 */
export const transaction = <T>(database: Database, run: (sql: TransactionSql) => Promise<T>): PortResult<T> =>
  new Async(attempt(() => runTransaction(database, run)))

/** As `transaction`, with what the driver throws. */
export const runTransaction = <T>(database: Database, run: (sql: TransactionSql) => Promise<T>): Promise<T> =>
  untilNotLost(() => beginTransaction(database.sql, run))

const untilNotLost = async <T>(run: () => Promise<T>): Promise<T> => {
  for (let attempts = 1; ; attempts++) {
    try {
      return await run()
    } catch (error) {
      const lost = [SERIALIZATION_FAILURE, DEADLOCK_DETECTED].includes(codeOf(error) ?? '')
      if (!lost || attempts >= MAX_ATTEMPTS) throw error
    }
  }
}

const attempt = async <T>(run: () => Promise<T>): Promise<Result<T, PortError>> => {
  try {
    return ok(await run())
  } catch (error) {
    const mapped = toPortError(error)
    if (mapped === null) throw error
    return err(mapped)
  }
}

const toPortError = (error: unknown): PortError | null => {
  const code = codeOf(error)
  if (code === null || !(error instanceof Error)) return null
  if (CONNECTION_CODES.has(code)) {
    return transientError('database_unavailable', 'The database cannot be reached.', error)
  }
  if (error.name !== 'PostgresError') return null
  if (TRANSIENT_SERVER_CODE.test(code)) {
    return transientError('database_busy', `The database refused for now (${code}).`, error)
  }
  return permanentError('database_error', `${error.message} (${code})`, error)
}
