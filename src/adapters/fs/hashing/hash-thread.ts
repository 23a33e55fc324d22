import { Worker } from 'node:worker_threads'
import { threadModule } from '../../../package-files.ts'
import type { HashAnswer, HashRequest } from './protocol.ts'

/**
 * A thread that hashes files while they are written, by reading what was just written: that still lies in the system's
 * cache, so it costs less than to hand the bytes over. SHA-256 takes 0.6 s a GiB, more than all the rest of an upload
 * takes of the event loop.
 */
export interface HashThread {
  /** Begins with the first byte of the file at `path`, which must stay there until `drop`. */
  follow(path: string): FollowedFile
}

export interface FollowedFile {
  /** The first `upToBytes` can be read by now. Cheap; never waits. */
  written(upToBytes: number): void
  /**
   * Hexadecimal SHA-256 of the first `sizeBytes`. Rejects with an error like those of `node:fs` when they can't be
   * read or the thread ended.
   */
  digest(sizeBytes: number): Promise<string>
  /** Lets go of the file, however far it is. To be called in the end, always. */
  drop(): void
}

/** The thread ends after so long without a file; the next one starts it again. */
const IDLE_MS = 60_000

interface Digest {
  readonly promise: Promise<string>
  readonly resolve: (sha256: string) => void
  readonly reject: (error: Error) => void
}

/** `entry` is the module that serves the thread, which starts with the first file. */
export function createHashThread(
  entry: URL | string = threadModule('adapters/fs/hashing/worker'),
): HashThread {
  const digests = new Map<number, Digest>()
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let nextId = 1

  const start = (): Worker => {
    const started = new Worker(entry)
    const lose = (error: Error) => {
      if (worker === started) worker = null
      for (const digest of digests.values()) digest.reject(error)
    }
    started.on('message', (answer: HashAnswer) => receive(digests, answer))
    started.on('error', (error) => lose(threadEnded(String(error))))
    started.on('exit', (code) => lose(threadEnded(`exit code ${code}`)))
    started.unref()
    return started
  }

  const rest = () => {
    if (digests.size > 0) return
    worker?.unref()
    clearTimeout(idle)
    idle = setTimeout(() => {
      const last = worker
      worker = null
      void last?.terminate()
    }, IDLE_MS)
    idle.unref()
  }

  return {
    follow(path) {
      clearTimeout(idle)
      worker ??= start()
      const at = worker
      const id = nextId++
      const digest = Promise.withResolvers<string>()
      // Whoever asks for the digest meets the error; nobody may have asked yet.
      digest.promise.catch(() => {})
      digests.set(id, digest)
      const tell = (request: HashRequest) => at.postMessage(request)
      return {
        written: (upToBytes) => tell({ type: 'written', id, path, upToBytes, isLast: false }),
        digest: (sizeBytes) => {
          // A thread at work that someone waits for must keep the process alive; one at rest must not.
          at.ref()
          tell({ type: 'written', id, path, upToBytes: sizeBytes, isLast: true })
          return digest.promise
        },
        drop: () => {
          tell({ type: 'drop', id })
          digests.delete(id)
          rest()
        },
      }
    },
  }
}

function receive(digests: ReadonlyMap<number, Digest>, answer: HashAnswer): void {
  const digest = digests.get(answer.id)
  if ('sha256' in answer) digest?.resolve(answer.sha256)
  else digest?.reject(Object.assign(new Error(answer.problem.message), { code: answer.problem.code }))
}

/** Passing, as the code says: the next file starts a new thread. */
const threadEnded = (cause: string): Error =>
  Object.assign(new Error(`the hashing thread ended: ${cause}`), { code: 'EAGAIN' })
