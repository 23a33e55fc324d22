import { err, ok } from 'neverthrow'
import { type PortResult, permanentError } from '../../ports/port-error.ts'
import type { Database } from './connection.ts'
import { query } from './run-query.ts'

/** `UNIQUE NULLS NOT DISTINCT` in the schema. */
const MIN_POSTGRES_MAJOR = 15
/** `hnsw.iterative_scan`, without which a search in a small library beside a large one finds too little. */
const MIN_VECTOR_VERSION = '0.8'

/** What a server says of itself, the database in it and the role that asks. */
export interface ServerFacts {
  /** As `150020`. */
  readonly versionNumber: number
  /** As `15.20 (Debian 15.20-0+deb12u1)`. */
  readonly version: string
  readonly encoding: string
  readonly isReadOnly: boolean
  readonly role: string
  readonly database: string
  /** Where tables are made; null when nothing in the search path exists. */
  readonly schema: string | null
  readonly mayCreateTables: boolean
  /** pgvector, as the server could install it. */
  readonly vectorAvailable: string | null
  /** pgvector, as this database has it. */
  readonly vectorInstalled: string | null
}

export interface ServerNeeds {
  /** False for a host program that brings its own search index. */
  readonly vectors: boolean
}

/** Whether the server can be worked with, and what it is; `unsuitable_database` names all that is wrong with it. */
export const checkServer = (database: Database, needs: ServerNeeds): PortResult<string> =>
  readFacts(database).andThen((facts) => {
    const problems = serverProblems(facts, needs)
    return problems.length === 0
      ? ok(describeServer(facts))
      : err(permanentError('unsuitable_database', problems.join(' ')))
  })

const readFacts = ({ sql }: Database): PortResult<ServerFacts> =>
  query(async () => {
    const [facts] = await sql<ServerFacts[]>`
      SELECT current_setting('server_version_num')::integer AS "versionNumber",
        current_setting('server_version') AS version,
        current_setting('server_encoding') AS encoding,
        current_setting('transaction_read_only') = 'on' AS "isReadOnly",
        current_user AS role, current_database() AS database, current_schema() AS schema,
        coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS "mayCreateTables",
        (SELECT default_version FROM pg_available_extensions WHERE name = 'vector') AS "vectorAvailable",
        (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS "vectorInstalled"`
    if (facts === undefined) throw new Error('a SELECT without FROM has one row')
    return facts
  })

export function serverProblems(facts: ServerFacts, needs: ServerNeeds): readonly string[] {
  const { version, encoding, role, database, schema } = facts
  const problems: string[] = []
  if (majorOf(facts) < MIN_POSTGRES_MAJOR) {
    problems.push(`PostgreSQL ${MIN_POSTGRES_MAJOR} or newer is needed; this server is ${version}.`)
  }
  if (facts.isReadOnly) {
    problems.push(`Database ${database} is read-only here; DATABASE_URL must name the primary server.`)
  }
  if (encoding !== 'UTF8') {
    problems.push(`Database ${database} is in ${encoding}; make one with ENCODING 'UTF8' TEMPLATE template0.`)
  }
  if (schema === null) {
    problems.push(`No schema in the search path of role ${role} exists in database ${database}.`)
  } else if (!facts.mayCreateTables) {
    problems.push(
      `Role ${role} may not create tables; let an administrator run: GRANT CREATE ON SCHEMA ${schema} TO ${role};`,
    )
  }
  return needs.vectors ? [...problems, ...vectorProblems(facts)] : problems
}

function vectorProblems(facts: ServerFacts): readonly string[] {
  const { vectorAvailable, vectorInstalled, database } = facts
  const needed = `pgvector ${MIN_VECTOR_VERSION} or newer is needed`
  if (vectorInstalled !== null) {
    if (isNewEnough(vectorInstalled)) return []
    return [
      `${needed}; database ${database} has ${vectorInstalled}: upgrade it on the server, then ALTER EXTENSION vector UPDATE;`,
    ]
  }
  if (vectorAvailable === null) {
    return [
      `${needed}, and this server does not have it (Debian, Ubuntu: postgresql-${majorOf(facts)}-pgvector; Docker: pgvector/pgvector).`,
    ]
  }
  return isNewEnough(vectorAvailable) ? [] : [`${needed}; this server has ${vectorAvailable}.`]
}

function describeServer({ version, vectorInstalled, vectorAvailable }: ServerFacts): string {
  const [number = version] = version.split(' ')
  const vector = vectorInstalled ?? vectorAvailable
  return `PostgreSQL ${number}${vector === null ? '' : `, pgvector ${vector}`}`
}

const majorOf = ({ versionNumber }: ServerFacts): number => Math.floor(versionNumber / 10_000)

/** Of two numbers each, as pgvector counts. */
function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [minMajor = 0, minMinor = 0] = MIN_VECTOR_VERSION.split('.').map(Number)
  return major > minMajor || (major === minMajor && minor >= minMinor)
}
