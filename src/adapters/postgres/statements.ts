import type postgres from 'postgres'
import type { Claim } from '../../ports/reporter.ts'
import type { Sql } from './connection.ts'

/** What a statement can be run on: the pool or a transaction. */
export type Statements = Sql extends postgres.Sql<infer Types> ? postgres.ISql<Types> : never

/**
 * Arrays of ids and numbers for `= ANY (…)` and `unnest(…)`. As subqueries: the planner then does not see how many there are, and keeps one
 * plan for a connection; else it would find that few are cheaper than many, and plan anew for each call, which takes longer
 * than the statement itself.
 */
export const uuids = (sql: Statements, ids: readonly string[]) => sql`(SELECT ${[...ids]}::uuid[])::uuid[]`
export const integers = (sql: Statements, numbers: readonly number[]) =>
  sql`(SELECT ${[...numbers]}::integer[])::integer[]`

/** The columns of claims. */
export const jobIdsOf = (sql: Statements, claims: readonly Claim[]) =>
  uuids(
    sql,
    claims.map(({ jobId }) => jobId),
  )
export const epochsOf = (sql: Statements, claims: readonly Claim[]) =>
  integers(
    sql,
    claims.map(({ epoch }) => epoch),
  )
