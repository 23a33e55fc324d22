import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from './free-port.ts'

const START_TIMEOUT_MS = 20_000
const POLL_INTERVAL_MS = 20
const MAX_PORT_ATTEMPTS = 3
/** Redis reads it when it starts, and SAVE writes it. */
const SNAPSHOT_FILE = 'dump.rdb'

export interface RedisServer {
  readonly port: number
  readonly url: string
  /** `SIGSTOP` leaves its sockets open and silent. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** As by a crash; what it held is gone. */
  kill(): Promise<void>
  /** On the same port; empty, or with what a snapshot holds. */
  start(snapshotPath?: string): Promise<void>
  /** Writes what it holds now to a file. */
  saveSnapshot(path: string): Promise<void>
  /** Ends it and removes its files. */
  remove(): Promise<void>
}

/**
 * A server of its own on a free port, without persistence. A watcher beside it waits on the standard input, which
 * closes when this process ends, even by `kill -9`; so neither a server nor a directory is ever left behind. The spawned
 * process becomes the server itself, as the test runner kills what a test that timed out has spawned.
 */
const RUN_SERVER = `
exec 3<&0
(
  cat <&3 >/dev/null
  # A minimal Debian has no ps, macOS no /proc.
  case "$(tr '\\0' ' ' < /proc/$$/cmdline 2>/dev/null || ps -o args= -p $$)" in *redis-server*) kill -KILL $$ ;; esac
  sleep 1
  rm -rf "$1"
) >/dev/null 2>&1 &
exec redis-server --port "$2" --bind 127.0.0.1 --dir "$1" --save "" --appendonly no --loglevel warning \
  $3 >>"$1/log" 2>&1 3<&- </dev/null
`

function run(directory: string, port: number, options: string): ChildProcess {
  const server = spawn('sh', ['-c', RUN_SERVER, 'sh', directory, String(port), options], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  server.unref()
  return server
}

/** Not by a client: this knows nothing but the wire. The first line of the answer; '' when there is none. */
const ask = (port: number, command: string, timeoutMs: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`))
    const settle = (answer: string) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('data', (data) => settle(data.toString().split('\r\n', 1)[0] ?? ''))
    socket.once('error', () => settle(''))
    socket.setTimeout(timeoutMs, () => settle(''))
  })

const answersPing = async (port: number): Promise<boolean> =>
  (await ask(port, 'PING', POLL_INTERVAL_MS * 10)) === '+PONG'

function assertInstalled(): void {
  const found = (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'redis-server')))
  if (found) return
  throw new Error(
    'These tests need a Redis server (6.2 or later): `apt-get install redis-server` on Debian and Ubuntu, ' +
      '`brew install redis` on macOS. It need not run; the tests start their own.',
  )
}

export interface RedisServerOptions {
  /** Default: `noeviction`. */
  readonly evictionPolicy?: string
  /** The only node of a Cluster; its slots are yet to be assigned. */
  readonly isCluster?: boolean
}

const serverOptions = ({ evictionPolicy = 'noeviction', isCluster = false }: RedisServerOptions): string =>
  `--maxmemory-policy ${evictionPolicy}${isCluster ? ' --cluster-enabled yes --cluster-announce-ip 127.0.0.1' : ''}`

export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  assertInstalled()
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOn(await findPort(options.isCluster ?? false), serverOptions(options))
    } catch (error) {
      if (attempt >= MAX_PORT_ATTEMPTS) throw error
    }
  }
}

/** The nodes of a Cluster talk on a port 10,000 higher. */
const MAX_CLUSTER_PORT = 55_000

async function findPort(isCluster: boolean): Promise<number> {
  for (;;) {
    const port = await findFreePort()
    if (!isCluster || port <= MAX_CLUSTER_PORT) return port
  }
}

async function startOn(port: number, options: string): Promise<RedisServer> {
  let running: ChildProcess | null = null
  let directory = ''

  const start = async (snapshotPath?: string) => {
    directory = await mkdtemp(join(tmpdir(), 'chapterwise-redis-'))
    if (snapshotPath !== undefined) await copyFile(snapshotPath, join(directory, SNAPSHOT_FILE))
    running = run(directory, port, options)
    const deadlineMs = performance.now() + START_TIMEOUT_MS
    while (!(await answersPing(port))) {
      if (performance.now() > deadlineMs) {
        const log = await readFile(join(directory, 'log'), 'utf8')
        await stop()
        throw new Error(`Redis did not start: ${log.slice(-2_000)}`)
      }
      await sleep(POLL_INTERVAL_MS)
    }
  }

  /** The watcher kills the server and, a moment later, removes the files. */
  const stop = async () => {
    const stopping = running
    running = null
    if (stopping === null || stopping.exitCode !== null || stopping.signalCode !== null) return
    const ended = once(stopping, 'exit')
    stopping.stdin?.end()
    await ended
  }

  await start()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    signal: (signal) => void running?.kill(signal),
    kill: stop,
    start,
    saveSnapshot: async (path) => {
      const answer = await ask(port, 'SAVE', START_TIMEOUT_MS)
      if (answer !== '+OK') throw new Error(`Redis saved no snapshot: ${answer}`)
      await copyFile(join(directory, SNAPSHOT_FILE), path)
    },
    remove: stop,
  }
}

let shared: Promise<RedisServer> | null = null

/** One server a test process, started on first use; each test takes a prefix of its own. It ends with this process. */
export const sharedRedisServer = (): Promise<RedisServer> => {
  shared ??= startRedisServer()
  return shared
}
