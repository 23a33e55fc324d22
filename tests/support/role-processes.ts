import { join } from 'node:path'
import { createBookClient } from '../crash/book-client.ts'
import { findFreePort } from './free-port.ts'
import { startRedisServer } from './redis-server.ts'
import { startRestartablePostgres } from './restartable-postgres.ts'
import { temporaryDirectory } from './temporary-directory.ts'

export type TestRole = 'api' | 'transcriber' | 'worker'

const ADMIN_TOKEN = 'roles-test-admin-token'
const SCRIPT = join(import.meta.dir, '../roles/process.ts')

export interface RoleProcess {
  readonly process: ReturnType<typeof spawnRole>
  /** What it logged and said so far. */
  text(): string
  ready(): Promise<void>
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<number>
}

/** A real Redis, a real PostgreSQL, and processes of every role as a test starts and ends them. */
export async function startCluster(leaseMs: number) {
  const [directory, postgres, redis, port] = await Promise.all([
    temporaryDirectory(),
    startRestartablePostgres(),
    startRedisServer(),
    findFreePort(),
  ])
  const url = `http://127.0.0.1:${port}`
  const environment = {
    PATH: process.env.PATH,
    HOME: directory.path,
    DATA_DIR: join(directory.path, 'data'),
    PIECE_LOG: join(directory.path, 'pieces.log'),
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    API_PORT: String(port),
    API_BASE_URL: url,
    ADMIN_TOKENS: ADMIN_TOKEN,
    WORKER_TOKEN: 'roles-test-worker-token',
    TRANSCRIBE_CONCURRENCY: '2',
    LEASE_MS: String(leaseMs),
    LOG_LEVEL: 'info',
  }
  const processes = new Set<RoleProcess>()
  return {
    ...{ url, postgres, redis, environment },
    pieceLog: environment.PIECE_LOG,
    client: createBookClient({ url, token: ADMIN_TOKEN }),
    get: (path: string, apiUrl = url) =>
      fetch(`${apiUrl}/api/v1/admin${path}`, { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } }),
    /** A client of any API. */
    clientOf: (apiUrl: string, onAnswer?: Parameters<typeof createBookClient>[0]['onAnswer']) =>
      createBookClient({ url: apiUrl, token: ADMIN_TOKEN, ...(onAnswer && { onAnswer }) }),
    /** With some variables of its own. Does not wait until it is ready. */
    launch(role: TestRole, variables: Readonly<Record<string, string>> = {}): RoleProcess {
      const launched = watch(spawnRole(role, { ...environment, ...variables }))
      processes.add(launched)
      return launched
    },
    async start(role: TestRole, variables: Readonly<Record<string, string>> = {}): Promise<RoleProcess> {
      const started = this.launch(role, variables)
      await started.ready()
      return started
    },
    async remove() {
      await Promise.all([...processes].map((one) => one.kill()))
      await Promise.all([postgres.remove(), redis.remove()])
      await directory.remove()
    },
  }
}

const spawnRole = (role: TestRole, env: Record<string, string | undefined>) =>
  Bun.spawn([process.execPath, SCRIPT, role], { env, stdout: 'pipe', stderr: 'pipe' })

function watch(child: ReturnType<typeof spawnRole>): RoleProcess {
  let text = ''
  const isReady = Promise.withResolvers<void>()
  const listen = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true })
      if (text.includes('ready\n')) isReady.resolve()
    }
  }
  void listen(child.stdout)
  void listen(child.stderr)
  return {
    process: child,
    text: () => text,
    ready: () =>
      Promise.race([
        isReady.promise,
        child.exited.then((code) => {
          throw new Error(`the process ended with ${code}:\n${text}`)
        }),
      ]),
    kill: (signal = 'SIGKILL') => {
      child.kill(signal)
      return child.exited
    },
  }
}
