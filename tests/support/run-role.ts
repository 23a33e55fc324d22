import { createWorkerProcess } from '../../src/compose/worker-process.ts'
import { type ApplicationOptions, createApplication } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'

/** One process of the system, in the role that its first argument names, with these engines. */
export async function startRole(
  role: string | undefined,
  options: Omit<ApplicationOptions, 'role'>,
  signal: AbortSignal,
): Promise<{ close(): Promise<void> }> {
  const config = readConfig()._unsafeUnwrap()
  if (role === 'transcriber' || role === 'worker') {
    const worker = await createWorkerProcess(config, role, { ...options, signal })
    worker.start()
    return worker
  }
  const application = await createApplication(config, { ...options, role: 'api' })
  await application.listen()
  application.start()
  return application
}

/** Says on standard output that it is ready, and ends in good order on SIGTERM, however early that comes. */
export async function runUntilTerminated(
  start: (signal: AbortSignal) => Promise<{ close(): Promise<void> }>,
): Promise<void> {
  const stop = new AbortController()
  process.once('SIGTERM', () => stop.abort())
  const running = await start(stop.signal)
  process.stdout.write('ready\n')
  const end = () => void running.close().then(() => process.exit(0))
  if (stop.signal.aborted) end()
  else stop.signal.addEventListener('abort', end)
}
