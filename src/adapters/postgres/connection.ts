import postgres from 'postgres'

/** `bigint` columns are read as numbers: sizes in bytes and counts, far below 2^53. */
type ColumnTypes = { bigint: number }

/**
 * How values travel: `bigint` as number, `jsonb` as parsed value (write it with `sql.json`), `timestamptz` as Date,
 * arrays as arrays. An array of Dates is written with `timestamps`.
 */
export type Sql = postgres.Sql<ColumnTypes>
export type TransactionSql = postgres.TransactionSql<ColumnTypes>

export interface Database {
  readonly sql: Sql
  /** Waits for running queries, at most `CLOSE_TIMEOUT_SECONDS`; idempotent. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** `postgres://…`; a `host` parameter that starts with `/` is the directory of a Unix socket, as in libpq. */
  readonly url: string
  readonly maxConnections: number
  /** PGlite is one session behind all connections. */
  readonly embedded: boolean
}

/** More would only wait: PGlite answers one connection at a time. */
const EMBEDDED_MAX_CONNECTIONS = 4
const CONNECT_TIMEOUT_SECONDS = 10
const CLOSE_TIMEOUT_SECONDS = 5
const BIGINT_OID = 20
const TIMESTAMPTZ_OID = 1184

/** Connects on first use. */
export const openDatabase = ({ url, maxConnections, embedded }: DatabaseOptions): Database => {
  const { address, path } = separateSocket(url)
  const sql: Sql = postgres(address, {
    ...(path === null ? {} : { path }),
    // Named statements would outlive their connection in the one session of PGlite.
    prepare: !embedded,
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

/** The driver takes the type of an array from its first element, which for a Date is not an array type. */
export const timestamps = (sql: Sql | TransactionSql, dates: readonly Date[]) =>
  sql.array([...dates], TIMESTAMPTZ_OID)

const separateSocket = (url: string): { address: string; path: string | null } => {
  const parsed = new URL(url)
  const directory = parsed.searchParams.get('host')
  if (!directory?.startsWith('/')) return { address: url, path: null }
  parsed.searchParams.delete('host')
  return { address: parsed.href, path: `${directory}/.s.PGSQL.${parsed.port || '5432'}` }
}
