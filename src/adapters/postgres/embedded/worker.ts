/** The thread that PGlite lives in: a query blocks this thread only. Talks to `embedded-postgres.ts`. */
import { constants, cpSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { createDurableFiles, DURABLE_START_PARAMETERS } from './durable-files.ts'
import { openPgliteFiles } from './pglite-files.ts'
import { serveSession } from './session-server.ts'
import type { WorkerInput, WorkerMessage, WorkerRequest } from './worker-messages.ts'

const serve = async ({ postgresDirectory, socketPath }: WorkerInput): Promise<void> => {
  const files = await openPgliteFiles()
  const database = await PGlite.create({
    ...files.options,
    fs: createDurableFiles(postgresDirectory),
    startParams: DURABLE_START_PARAMETERS,
    relaxedDurability: false,
  }).finally(files.close)
  const server = await serveSession(database, socketPath, broken)
  const close = async () => {
    await server.close()
    await database.close()
    post({ type: 'closed' })
  }
  parentPort?.on('message', (request: WorkerRequest) => {
    if (request.type === 'close') close().catch(broken)
    else post(copyTo(postgresDirectory, request.directory))
  })
  post({ type: 'ready' })
}

/**
 * In one go: PGlite works in this thread alone and never lets go of it within a message, so no file changes meanwhile. The
 * copy is what a power failure would have left now, which the database recovers from when it is opened; every commit that
 * was answered is in it.
 */
function copyTo(source: string, directory: string): WorkerMessage {
  try {
    cpSync(source, directory, { recursive: true, errorOnExist: true, mode: constants.COPYFILE_FICLONE })
    return { type: 'copied', directory, failure: null }
  } catch (error) {
    return { type: 'copied', directory, failure: error instanceof Error ? error.message : String(error) }
  }
}

const post = (message: WorkerMessage): void => parentPort?.postMessage(message)

const broken = (error: unknown): void => {
  post({ type: 'broken', message: error instanceof Error ? error.message : String(error) })
}

serve(workerData as WorkerInput).catch(broken)
