/**
 * One process of the system in the role that its first argument names, with engines that fail by plan, on a database
 * server without pgvector, and with a clock that may be wrong. Prints a line when it is ready.
 */
import { createWorkerProcess } from '../../src/compose/worker-process.ts'
import { createApplication } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { createChaosEngines } from './engines.ts'
import { skewClock } from './skewed-clock.ts'

const HEARTBEATS_IN_A_LEASE = 3

skewClock(process.env.CLOCK_FILE ?? '')
const config = readConfig()._unsafeUnwrap()
const leaseMs = Number(process.env.LEASE_MS)
const options = {
  ...createChaosEngines(process.env.FATE_DIRECTORY ?? ''),
  withoutMigrations: ['0002_vectors'],
  leaseMs,
  heartbeatIntervalMs: leaseMs / HEARTBEATS_IN_A_LEASE,
}
const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())

async function startRole(role: string | undefined): Promise<{ close(): Promise<void> }> {
  if (role === 'transcriber' || role === 'worker') {
    const worker = await createWorkerProcess(config, role, { ...options, signal: stop.signal })
    worker.start()
    return worker
  }
  const application = await createApplication(config, { ...options, role: 'api' })
  await application.listen()
  application.start()
  return application
}

const running = await startRole(process.argv[2])
process.stdout.write('ready\n')
const end = () => void running.close().then(() => process.exit(0))
if (stop.signal.aborted) end()
else stop.signal.addEventListener('abort', end)
