/** The thread that PGlite lives in: a query blocks this thread only. Talks to `embedded-postgres.ts`. */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { createDurableFiles, DURABLE_START_PARAMETERS } from './durable-files.ts'
import { openPgliteFiles } from './pglite-files.ts'
import { serveSession } from './session-server.ts'
import type { WorkerInput, WorkerMessage } from './worker-messages.ts'

const serve = async ({ postgresDirectory, socketPath }: WorkerInput): Promise<void> => {
  const files = await openPgliteFiles()
  const database = await PGlite.create({
    ...files.options,
    fs: createDurableFiles(postgresDirectory),
    startParams: DURABLE_START_PARAMETERS,
    relaxedDurability: false,
  }).finally(files.close)
  const server = await serveSession(database, socketPath, broken)
  parentPort?.once('message', async () => {
    try {
      await server.close()
      await database.close()
      post({ type: 'closed' })
    } catch (error) {
      broken(error)
    }
  })
  post({ type: 'ready' })
}

const post = (message: WorkerMessage): void => parentPort?.postMessage(message)

const broken = (error: unknown): void => {
  post({ type: 'broken', message: error instanceof Error ? error.message : String(error) })
}

serve(workerData as WorkerInput).catch(broken)
