import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { findFreePort } from './free-port.ts'

/** Debian's place; elsewhere the binaries are on the PATH. */
const DEBIAN_ROOT = '/usr/lib/postgresql'
const START_TIMEOUT_MS = 60_000
const POLL_INTERVAL_MS = 50
const MAX_PORT_ATTEMPTS = 3
/** One that knows the case of all letters, as production servers do. */
export const LOCALE = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8'
const STARTED_AS_ROOT = process.getuid?.() === 0

/** PostgreSQL refuses to run as root. */
export const asDatabaseUser = (command: readonly string[]): readonly string[] =>
  STARTED_AS_ROOT
    ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...command]
    : command

export interface PostgresServer {
  /** Of a database in this server, as a superuser. */
  url(databaseName: string): string
}

let running: Promise<PostgresServer> | null = null

/** One server a test process, started on first use; it ends, and its files vanish, when this process ends. */
export const postgresServer = (): Promise<PostgresServer> => {
  running ??= start()
  return running
}

const start = async (): Promise<PostgresServer> => {
  const binaries = await findBinaries()
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOn(binaries, await findFreePort())
    } catch (error) {
      if (attempt >= MAX_PORT_ATTEMPTS) throw error
    }
  }
}

export const findBinaries = async (): Promise<string> => {
  const versions = existsSync(DEBIAN_ROOT) ? await readdir(DEBIAN_ROOT) : []
  const newest = versions.map(Number).sort((a, b) => b - a)[0]
  const folders = [
    ...(newest === undefined ? [] : [join(DEBIAN_ROOT, String(newest), 'bin')]),
    ...(process.env.PATH ?? '').split(':'),
  ]
  const folder = folders.find(
    (path) => existsSync(join(path, 'initdb')) && existsSync(join(path, 'postgres')),
  )
  if (!folder) {
    throw new Error(
      'These tests need a PostgreSQL server (15 or later): `apt-get install postgresql` on Debian and Ubuntu, ' +
        '`brew install postgresql` on macOS. It need not run; the tests start one of their own.',
    )
  }
  return folder
}

/**
 * The shell that runs the server waits on its standard input, which closes when this process ends, even by
 * `kill -9`; so neither a server nor a directory is ever left behind.
 */
const RUN_SERVER = `
"$1/initdb" --pgdata="$2/data" --username=postgres --auth=trust --encoding=UTF8 --locale="$4" --no-sync >"$2/log" 2>&1 &&
"$1/postgres" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
  -c autovacuum=off -c shared_buffers=64MB >>"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null
wait $server 2>/dev/null
rm -rf "$2"
`

const startOn = async (binaries: string, port: number): Promise<PostgresServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'chapterwise-postgres-'))
  const shell = ['sh', '-c', RUN_SERVER, 'sh', binaries, directory, String(port), LOCALE]
  await giveToPostgres(directory)
  const [command = 'sh', ...parameters] = asDatabaseUser(shell)
  const child = spawn(command, parameters, {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: directory,
    detached: true,
  })
  child.unref()
  const url = (databaseName: string) => `postgres://postgres@127.0.0.1:${port}/${databaseName}`
  try {
    await untilReady(url('postgres'))
    return { url }
  } catch (error) {
    const log = await readFile(join(directory, 'log'), 'utf8').catch(() => '')
    child.stdin.end()
    throw new Error(`PostgreSQL did not start: ${log.slice(-2000)}`, { cause: error })
  }
}

export const giveToPostgres = async (directory: string): Promise<void> => {
  if (!STARTED_AS_ROOT) return
  const accounts = await readFile('/etc/passwd', 'utf8')
  const account = accounts
    .split('\n')
    .find((line) => line.startsWith('postgres:'))
    ?.split(':')
  if (!account) throw new Error('Run as root, these tests need a user `postgres` to run PostgreSQL as.')
  await chown(directory, Number(account[2]), Number(account[3]))
}

export const untilReady = async (url: string): Promise<void> => {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
    try {
      await sql`SELECT 1`
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(POLL_INTERVAL_MS)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
}
