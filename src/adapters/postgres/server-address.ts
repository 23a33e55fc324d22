/** Where a database server is, as the driver takes it. */
export interface ServerAddress {
  readonly url: string
  /** Of a Unix socket, when the URL names its directory. */
  readonly socketPath: string | null
  /**
   * A pooler stands in between that hands out a connection for one transaction, so what a session keeps (named
   * statements, session locks, `SET`, `LISTEN`) is not there the next time.
   */
  readonly isTransactionPooler: boolean
}

/** Supabase's Supavisor answers in transaction mode on this port, for every project. */
const SUPABASE_POOLER_PORT = '6543'
const SUPABASE_HOST = /(^|\.)supabase\.(?:com|co)$/

/**
 * Reads what the driver would misunderstand: `host=/directory` (libpq's way to name a Unix socket), and what marks a
 * transaction pooler: `pgbouncer=true` (as for Prisma) or `prepare=false` (as for postgres.js). PgBouncer and
 * PostgreSQL refuse parameters that they do not know, so those are taken out.
 */
export function readServerAddress(url: string): ServerAddress {
  const parsed = new URL(url)
  const { searchParams } = parsed
  const isTransactionPooler =
    searchParams.get('pgbouncer') === 'true' ||
    searchParams.get('prepare') === 'false' ||
    (parsed.port === SUPABASE_POOLER_PORT && SUPABASE_HOST.test(parsed.hostname))
  for (const name of ['pgbouncer', 'prepare']) searchParams.delete(name)

  const directory = searchParams.get('host')
  if (!directory?.startsWith('/')) return { url: parsed.href, socketPath: null, isTransactionPooler }
  searchParams.delete('host')
  const socketPath = `${directory}/.s.PGSQL.${parsed.port || '5432'}`
  return { url: parsed.href, socketPath, isTransactionPooler }
}
