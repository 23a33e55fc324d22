import type postgres from 'postgres'
import type { Sql } from './connection.ts'

/** What a statement can be run on: the pool or a transaction. */
export type Statements = Sql extends postgres.Sql<infer Types> ? postgres.ISql<Types> : never
