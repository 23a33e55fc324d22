import { ResultAsync } from 'neverthrow'
import type { PortMetrics, WatchedPort } from '../../http/metrics/port-metrics.ts'
import type { UploadMetrics } from '../../http/metrics/upload-metrics.ts'
import type { ByteStream, Storage } from '../../ports/storage.ts'

interface Watch {
  readonly metrics: PortMetrics
  readonly port: WatchedPort
  /** What an operation is counted under; null: not at all. */
  readonly nameOf: (method: string) => string | null
}

/** The same port; operations are counted. An instance of a class is left alone: its methods need it as it is. */
export function observePort<Port extends object>(port: Port, { metrics, port: kind, nameOf }: Watch): Port {
  if (Object.getPrototypeOf(port) !== Object.prototype) return port
  const watched = Object.entries(port).map(([method, value]) => {
    const operation = typeof value === 'function' ? nameOf(method) : null
    if (operation === null) return [method, value]
    const call = (...parameters: unknown[]) => {
      const end = metrics.begin(kind, operation)
      const answer: unknown = value.apply(port, parameters)
      if (answer instanceof ResultAsync)
        void answer.match(
          () => end(true),
          () => end(false),
        )
      else end(true)
      return answer
    }
    return [method, call]
  })
  return Object.fromEntries(watched) as Port
}

/** Who waits for a lock does not wait for the database. */
const NO_REPOSITORY = new Set(['exclusive', 'choice'])

/** Each repository under its name. */
export const observeRepositories = <Repositories extends object>(
  repositories: Repositories,
  metrics: PortMetrics,
): Repositories =>
  Object.fromEntries(
    Object.entries(repositories).map(([name, repository]) => [
      name,
      !NO_REPOSITORY.has(name) && typeof repository === 'object' && repository !== null
        ? observePort(repository, { metrics, port: 'database', nameOf: () => name })
        : repository,
    ]),
  ) as Repositories

/** A lease waits for jobs, which is no news of the queue's health. */
const UNTIMED = new Set(['lease', 'onReady', 'close'])

export const observeQueue = <Queue extends object>(queue: Queue, metrics: PortMetrics): Queue =>
  observePort(queue, { metrics, port: 'queue', nameOf: (method) => (UNTIMED.has(method) ? null : method) })

/** The same storage; what is put there arrived from a client. */
export const observeStorage = (storage: Storage, uploads: UploadMetrics): Storage => ({
  name: storage.name,
  put(key, body, options) {
    uploads.begin()
    return storage
      .put(key, counted(body, uploads), options)
      .andTee(() => uploads.end(true))
      .orTee(() => uploads.end(false))
  },
  get: (key, range) => storage.get(key, range),
  signedUrl: (key, expiresInSeconds) => storage.signedUrl(key, expiresInSeconds),
  localPath: (key) => storage.localPath(key),
  remove: (keys) => storage.remove(keys),
  list: (prefix, limit) => storage.list(prefix, limit),
  check: () => storage.check(),
})

async function* counted(body: ByteStream, uploads: UploadMetrics): ByteStream {
  for await (const chunk of body) {
    uploads.received(chunk.byteLength)
    yield chunk
  }
}
