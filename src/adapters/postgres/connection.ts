import postgres from 'postgres'
import { readServerAddress } from './server-address.ts'

/** `bigint` columns are read as numbers: sizes in bytes and counts, far below 2^53. */
type ColumnTypes = { bigint: number }

/**
 * How values travel: `bigint` as number, `jsonb` as parsed value (write it with `sql.json`), `timestamptz` as Date,
 * arrays as arrays. (The driver takes the type of an array from its first element, which for a Date is none.)
 */
export type Sql = postgres.Sql<ColumnTypes>
export type TransactionSql = postgres.TransactionSql<ColumnTypes>

export interface Database {
  readonly sql: Sql
  /** Waits for running queries, at most `CLOSE_TIMEOUT_SECONDS`; idempotent. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** `postgres://…`; see `readServerAddress` for what its parameters may say. */
  readonly url: string
  readonly maxConnections: number
  /** PGlite is one session behind all connections. */
  readonly embedded: boolean
}

/** More would only wait: PGlite answers one connection at a time. */
export const EMBEDDED_MAX_CONNECTIONS = 4
const CONNECT_TIMEOUT_SECONDS = 10
const CLOSE_TIMEOUT_SECONDS = 5
const BIGINT_OID = 20

/** Connects on first use. */
export const openDatabase = ({ url, maxConnections, embedded }: DatabaseOptions): Database => {
  const address = readServerAddress(url)
  const sql: Sql = postgres(address.url, {
    ...(address.socketPath === null ? {} : { path: address.socketPath }),
    // Named statements would outlive their connection in the one session of PGlite, and be lost with it at a pooler.
    prepare: !embedded && !address.isTransactionPooler,
    max: embedded ? Math.min(maxConnections, EMBEDDED_MAX_CONNECTIONS) : maxConnections,
    ...(embedded ? { max_lifetime: null } : {}),
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    connection: { application_name: 'chapterwise' },
    onnotice: () => {},
    types: {
      bigint: {
        to: BIGINT_OID,
        from: [BIGINT_OID],
        parse: (text: string) => Number(text),
        serialize: (value: number) => String(value),
      },
    },
  })
  return { sql, close: () => sql.end({ timeout: CLOSE_TIMEOUT_SECONDS }) }
}
