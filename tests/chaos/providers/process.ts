/**
 * One process of the system in the role that its first argument names, with the adapters of production for Rev.ai and
 * Gemini, on a database server without pgvector. A worker kills itself where the traps say. Prints a line when it is ready.
 */
import { okAsync } from 'neverthrow'
import { openDatabase } from '../../../src/adapters/postgres/connection.ts'
import { VECTOR_MIGRATION } from '../../../src/adapters/postgres/migrate.ts'
import { createPostgresSearchIndex } from '../../../src/adapters/postgres/search-index.ts'
import { createApplication } from '../../../src/compose.ts'
import { type Config, readConfig } from '../../../src/config.ts'
import { runUntilTerminated } from '../../support/run-role.ts'
import { createMortality } from './mortal.ts'
import { startMortalWorker } from './mortal-worker.ts'

const HEARTBEATS_IN_A_LEASE = 3

const config = readConfig()._unsafeUnwrap()
const leaseMs = Number(process.env.LEASE_MS)
const times = { leaseMs, heartbeatIntervalMs: leaseMs / HEARTBEATS_IN_A_LEASE }

async function startApi({ DATABASE_URL: url = '' }: Config): Promise<{ close(): Promise<void> }> {
  const database = openDatabase({ url, maxConnections: 1, embedded: false })
  // Vectors are kept as text: there is nothing to index.
  const searchIndex = { ...createPostgresSearchIndex(database), prepare: () => okAsync(undefined) }
  const options = { ...times, searchIndex, withoutMigrations: [VECTOR_MIGRATION] }
  const application = await createApplication(config, { ...options, role: 'api' })
  await application.listen()
  application.start()
  return application
}

const startRole = (role: string | undefined, signal: AbortSignal) =>
  role === 'transcriber' || role === 'worker'
    ? startMortalWorker({
        ...{ config, role, signal, ...times },
        graceMs: Number(process.env.GRACE_MS),
        mortality: createMortality(role, process.env.TRAP_DIRECTORY ?? '', () =>
          process.kill(process.pid, 'SIGKILL'),
        ),
      })
    : startApi(config)

await runUntilTerminated((signal) => startRole(process.argv[2], signal))
