import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Database } from '../../src/adapters/postgres/connection.ts'
import { startRedisServer } from '../../tests/support/redis-server.ts'
import { startRestartablePostgres } from '../../tests/support/restartable-postgres.ts'
import { parentOf } from './cpu-time.ts'
import { createCandidateDatabase } from './database.ts'
import { type ClusterOptions, startCluster } from './processes.ts'
import type { Contestant, Servers } from './run.ts'

/** Durable, as PostgreSQL is by default: every commit waits for the disk. */
const POSTGRES_SETTINGS = '-c max_connections=300 -c shared_buffers=256MB -c max_wal_size=4GB'

/** The servers that all candidates share, and a way to start each of them on a database of its own. */
export interface Stage {
  readonly servers: Servers
  enter(options: Omit<ClusterOptions, 'databaseUrl' | 'redisUrl' | 'directory'>): Promise<Contestant>
  /** Ends the processes of one contestant, not its database. */
  leave(contestant: Contestant): Promise<void>
  close(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'chapterwise-bench-'))
  const [postgres, redis] = await Promise.all([
    startRestartablePostgres(POSTGRES_SETTINGS),
    startRedisServer(),
  ])
  const databases = new Map<string, { readonly url: string; readonly database: Database }>()
  const running = new Set<Contestant>()
  const leave = async (contestant: Contestant) => {
    if (running.delete(contestant)) await contestant.cluster.stop()
  }
  const databaseOf = async (candidate: Contestant['candidate']) => {
    const known = databases.get(candidate) ?? (await createCandidateDatabase(postgres.url, candidate))
    databases.set(candidate, known)
    return known
  }
  let postgresPid: number | null = null
  return {
    servers: {
      get postgresPid() {
        return postgresPid ?? 0
      },
      redisPid: await redisPidOf(redis.url),
    },
    async enter(options) {
      const { url: databaseUrl, database } = await databaseOf(options.candidate)
      const [backend] = await database.sql<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`
      postgresPid ??= parentOf(backend?.pid ?? 0)
      const cluster = await startCluster({ ...options, databaseUrl, redisUrl: redis.url, directory })
      const contestant = { candidate: options.candidate, cluster, sql: database.sql }
      running.add(contestant)
      return contestant
    },
    leave,
    async close() {
      for (const contestant of running) await leave(contestant)
      for (const { database } of databases.values()) await database.close()
      await Promise.all([postgres.remove(), redis.remove()])
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function redisPidOf(url: string): Promise<number> {
  const client = new Redis(url)
  const information = await client.info('server')
  client.disconnect()
  return Number(/^process_id:(\d+)/m.exec(information)?.[1])
}
