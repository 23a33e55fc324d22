import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../src/adapters/postgres/connection.ts'
import { findFreePort } from '../support/free-port.ts'
import { processDirectory } from '../support/process-directory.ts'
import { type RedisServer, startRedisServer } from '../support/redis-server.ts'
import { type RestartablePostgres, startRestartablePostgres } from '../support/restartable-postgres.ts'
import { installAudit } from './audit.ts'
import { MEMBERS, type MemberName, WORKERS } from './fault.ts'
import { createMember, type Member } from './member.ts'
import { type MessageProxy, type Onlooker, startMessageProxy } from './message-proxy.ts'

/** The whole system as processes, and what stands between them. */
export interface System {
  readonly apiUrl: string
  readonly adminToken: string
  readonly workerToken: string
  readonly prefix: string
  readonly redis: RedisServer
  readonly postgres: RestartablePostgres
  readonly database: Database
  readonly proxy: MessageProxy
  readonly members: Readonly<Record<MemberName, Member>>
  /** For what the harness itself keeps. */
  readonly directory: string
  /** Holds the milliseconds by which a process's clock is wrong. */
  clockFile(member: MemberName): string
  remove(): Promise<void>
}

const WORKER_TOKEN = 'chaos-worker-token'
const ADMIN_TOKEN = 'chaos-admin-token'
const PREFIX = 'chaos'
const CONCURRENCY = 6

export interface SystemOptions {
  readonly leaseMs: number
  /** What its processes run. Default: `process.ts` beside, with engines of the harness. */
  readonly script?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Jobs at a time, of each type and process. */
  readonly concurrency?: number
  readonly lookOn?: Onlooker
  /** What is to be in the database before the first job; the schema is there. */
  readonly install?: (database: Database) => Promise<unknown>
}

export async function startSystem(options: SystemOptions): Promise<System> {
  const { leaseMs, script, concurrency = CONCURRENCY, install = ({ sql }) => installAudit(sql) } = options
  const [directory, postgres, redis, port] = await Promise.all([
    processDirectory('chaos'),
    startRestartablePostgres(),
    startRedisServer(),
    findFreePort(),
  ])
  const apiUrl = `http://127.0.0.1:${port}`
  const proxy = await startMessageProxy(apiUrl, options.lookOn)
  const database = openDatabase({ url: postgres.url, maxConnections: 2, embedded: false })
  await mkdir(join(directory, 'fates'))
  const clockFile = (name: MemberName) => join(directory, `clock of ${name}`)
  const member = (name: MemberName) =>
    createMember({
      ...{ name, leaseMs, ...(script === undefined ? {} : { script }) },
      environment: {
        PATH: process.env.PATH,
        HOME: directory,
        DATA_DIR: join(directory, 'data'),
        FATE_DIRECTORY: join(directory, 'fates'),
        CLOCK_FILE: clockFile(name),
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        JOBS_PREFIX: PREFIX,
        API_PORT: String(port),
        API_BASE_URL: name === 'api' ? apiUrl : proxy.urlOf(name),
        ADMIN_TOKENS: ADMIN_TOKEN,
        WORKER_TOKEN,
        TRANSCRIBE_CONCURRENCY: String(concurrency),
        AI_CONCURRENCY: String(concurrency),
        LEASE_MS: String(leaseMs),
        LOG_LEVEL: 'warn',
        ...options.environment,
      },
    })
  const members = {
    api: member('api'),
    'transcriber-1': member('transcriber-1'),
    'transcriber-2': member('transcriber-2'),
    'worker-1': member('worker-1'),
    'worker-2': member('worker-2'),
  }
  const remove = async () => {
    await Promise.all(MEMBERS.map((name) => members[name].close()))
    await Promise.all([database.close(), proxy.close()])
    await Promise.all([postgres.remove(), redis.remove()])
    await rm(directory, { recursive: true, force: true })
  }
  try {
    // The API makes the schema; what is installed must be there before the first job.
    await members.api.start()
    await install(database)
    await Promise.all(WORKERS.map((name) => members[name].start()))
  } catch (error) {
    await remove()
    throw error
  }
  return {
    ...{ apiUrl, redis, postgres, database, proxy, members, clockFile, remove },
    adminToken: ADMIN_TOKEN,
    workerToken: WORKER_TOKEN,
    prefix: PREFIX,
    directory,
  }
}
