import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'
import { asDatabaseUser, findBinaries, giveToPostgres, LOCALE, untilReady } from './postgres-server.ts'

export interface RestartablePostgres {
  /** Of its only database, empty at first. */
  readonly url: string
  start(): Promise<void>
  /**
   * Every connection breaks, committed data stays. `immediate`, the default: as by a crash, with a recovery at the next
   * start; `fast`: as by an administrator.
   */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  remove(): Promise<void>
}

/**
 * The shell waits on its standard input, which brings a signal or closes when this process ends, even by `kill -9`;
 * the directory goes then too. The server's own names: INT is a fast, QUIT an immediate shutdown.
 */
const RUN_SERVER = `
"$1/postgres" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  $4 >>"$2/log" 2>&1 &
server=$!
read -r signal
kill "-\${signal:-QUIT}" $server 2>/dev/null
wait $server 2>/dev/null
[ -n "$signal" ] || rm -rf "$2"
`

const spawnShell = (command: readonly string[], directory: string): ChildProcess => {
  const [program = 'sh', ...parameters] = asDatabaseUser(command)
  const stdio: ['pipe', 'ignore', 'ignore'] = ['pipe', 'ignore', 'ignore']
  return spawn(program, parameters, { stdio, cwd: directory, detached: true })
}

const TEST_SETTINGS = '-c fsync=off -c max_connections=100 -c shared_buffers=32MB'

/** A PostgreSQL server of a test's own, that it may stop and start. By default fast rather than durable. */
export async function startRestartablePostgres(settings = TEST_SETTINGS): Promise<RestartablePostgres> {
  const binaries = await findBinaries()
  const port = await findFreePort()
  const directory = await mkdtemp(join(tmpdir(), 'chapterwise-postgres-'))
  await giveToPostgres(directory)
  const [program = '', ...parameters] = asDatabaseUser([
    join(binaries, 'initdb'),
    ...[`--pgdata=${directory}/data`, '--username=postgres', '--auth=trust', '--encoding=UTF8'],
    ...[`--locale=${LOCALE}`, '--no-sync'],
  ])
  execFileSync(program, parameters, { stdio: 'ignore', cwd: directory })
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let shell: ChildProcess | null = null

  const stop = async (mode: 'fast' | 'immediate' = 'immediate') => {
    const stopping = shell
    shell = null
    if (stopping === null) return
    const ended = once(stopping, 'exit')
    stopping.stdin?.end(mode === 'fast' ? 'INT\n' : 'QUIT\n')
    await ended
  }
  const start = async () => {
    shell = spawnShell(['sh', '-c', RUN_SERVER, 'sh', binaries, directory, String(port), settings], directory)
    await untilReady(url)
  }

  await start()
  return {
    url,
    start,
    stop,
    async remove() {
      await stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
