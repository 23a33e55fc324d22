/**
 * One process of the system in the role that its first argument names, with engines that fail by plan, on a database
 * server without pgvector, and with a clock that may be wrong. Prints a line when it is ready.
 */
import { VECTOR_MIGRATION } from '../../src/adapters/postgres/migrate.ts'
import { runUntilTerminated, startRole } from '../support/run-role.ts'
import { createChaosEngines } from './engines.ts'
import { skewClock } from './skewed-clock.ts'

const HEARTBEATS_IN_A_LEASE = 3

skewClock(process.env.CLOCK_FILE ?? '')
const leaseMs = Number(process.env.LEASE_MS)
const options = {
  ...createChaosEngines(process.env.FATE_DIRECTORY ?? ''),
  withoutMigrations: [VECTOR_MIGRATION],
  leaseMs,
  heartbeatIntervalMs: leaseMs / HEARTBEATS_IN_A_LEASE,
}
await runUntilTerminated((signal) => startRole(process.argv[2], options, signal))
