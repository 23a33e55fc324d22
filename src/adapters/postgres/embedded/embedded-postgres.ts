import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { threadModule } from '../../../package-files.ts'
import { preparePostgresDirectory } from './data-directory.ts'
import { type DirectoryLock, lockDirectory } from './directory-lock.ts'
import { makeSocketDirectory, SOCKET_NAME } from './socket-directory.ts'
import type { WorkerInput, WorkerMessage, WorkerRequest } from './worker-messages.ts'

export interface EmbeddedPostgres {
  /** For `openDatabase` with `embedded: true`; `psql` understands it too. */
  readonly url: string
  /**
   * Copies the database to `directory`, which must not be there, as it is at one moment: all that was committed, nothing
   * that was not. Queries wait meanwhile. Rejects when the disk fails, with nothing else changed.
   */
  copyTo(directory: string): Promise<void>
  /** Shuts the database down cleanly; idempotent. Close the connections first. */
  close(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  readonly dataDirectory: string
  /** The database died on its own: its connections are gone, and it must be started again. */
  readonly onFailure?: (error: Error) => void
}

const CLOSE_TIMEOUT_MS = 30_000

/**
 * Starts PGlite on `<dataDirectory>/postgres` in a thread of its own, making the database on first use. A commit
 * survives the end of the process, however it ends, and a power failure. Throws when the directory is in use or holds files of another
 * version.
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const dataDirectory = resolve(options.dataDirectory)
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
  const lock = await lockDirectory(dataDirectory)
  try {
    return await startLocked(dataDirectory, lock, options.onFailure)
  } catch (error) {
    await lock.release()
    throw error
  }
}

const startLocked = async (
  dataDirectory: string,
  lock: DirectoryLock,
  onFailure?: (error: Error) => void,
): Promise<EmbeddedPostgres> => {
  const { postgresDirectory, confirm } = await preparePostgresDirectory(dataDirectory)
  const socket = await makeSocketDirectory(dataDirectory)
  const socketPath = join(socket.directory, SOCKET_NAME)
  let thread: Thread
  try {
    thread = await startThread({ postgresDirectory, socketPath }, onFailure)
    await confirm()
  } catch (error) {
    await socket.remove()
    throw error
  }
  let closing: Promise<void> | null = null
  const shutDown = async () => {
    await thread.close()
    await socket.remove()
    await lock.release()
  }
  return {
    copyTo: thread.copyTo,
    url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(socket.directory)}`,
    close: () => {
      closing ??= shutDown()
      return closing
    },
  }
}

interface Thread {
  copyTo(directory: string): Promise<void>
  close(): Promise<void>
}

const startThread = (input: WorkerInput, onFailure?: (error: Error) => void): Promise<Thread> =>
  new Promise((resolveStart, rejectStart) => {
    const worker = new Worker(threadModule('adapters/postgres/embedded/worker'), { workerData: input })
    let state: 'starting' | 'ready' | 'closing' | 'ended' = 'starting'
    let onClosed: (() => void) | null = null
    const copies = new Map<string, (failure: string | null) => void>()

    const end = (error: Error | null): void => {
      const before = state
      state = 'ended'
      if (before === 'starting') rejectStart(error ?? new Error('The embedded database ended at once.'))
      if (before === 'ready') onFailure?.(error ?? new Error('The embedded database ended.'))
      if (before !== 'ended') void worker.terminate()
      onClosed?.()
      for (const settle of copies.values()) settle('The database was closed.')
    }
    const ask = (request: WorkerRequest) => worker.postMessage(request)
    const copyTo = (directory: string) =>
      new Promise<void>((resolveCopy, rejectCopy) => {
        copies.set(directory, (failure) => {
          copies.delete(directory)
          if (failure === null) resolveCopy()
          else rejectCopy(new Error(failure))
        })
        if (state === 'ready') ask({ type: 'copy', directory })
        else copies.get(directory)?.('The database is closed.')
      })
    const close = async (): Promise<void> => {
      if (state !== 'ready') return
      state = 'closing'
      await new Promise<void>((done) => {
        const timeout = setTimeout(() => end(null), CLOSE_TIMEOUT_MS)
        onClosed = () => {
          clearTimeout(timeout)
          done()
        }
        ask({ type: 'close' })
      })
      await worker.terminate()
    }

    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') {
        state = 'ready'
        resolveStart({ close, copyTo })
      } else if (message.type === 'copied') {
        copies.get(message.directory)?.(message.failure)
      } else {
        end(message.type === 'broken' ? new Error(`The embedded database failed: ${message.message}`) : null)
      }
    })
    worker.on('error', (error) => end(new Error('The embedded database failed.', { cause: error })))
    worker.on('exit', () => end(null))
  })
