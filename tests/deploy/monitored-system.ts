import { errAsync, okAsync } from 'neverthrow'
import { createHashEmbedder } from '../../src/adapters/memory/embedder.ts'
import { createScriptedLlm } from '../../src/adapters/memory/llm.ts'
import { createScriptedTranscriber } from '../../src/adapters/memory/transcriber.ts'
import { VECTOR_MIGRATION } from '../../src/adapters/postgres/migrate.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { createWorkerProcess } from '../../src/compose/worker-process.ts'
import { createApplication } from '../../src/compose.ts'
import { parseConfig } from '../../src/config.ts'
import type { Llm } from '../../src/ports/llm.ts'
import { permanentError, throttledError, transientError } from '../../src/ports/port-error.ts'
import type { SearchIndex } from '../../src/ports/search-index.ts'
import { createBookClient } from '../crash/book-client.ts'
import { testDatabases } from '../support/databases.ts'
import { findFreePort } from '../support/free-port.ts'
import { sharedRedisServer } from '../support/redis-server.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const ADMIN_TOKEN = 'monitoring-test-admin-token'

/** Fails every search, so that there are server errors and errors of the database to be seen. */
const searchIndex: SearchIndex = {
  prepare: () => okAsync(undefined),
  listBooksToEmbed: () => okAsync([]),
  listUnembedded: () => okAsync([]),
  listPassages: () => okAsync([]),
  saveEmbeddings: () => okAsync('accepted'),
  searchWords: () => errAsync(transientError('database_away', 'There is no database today.')),
  searchVectors: () => okAsync([]),
}

/** The first run of a job is tried again, one is put off and one fails for good; the rest is done. */
const failingTranscriber = () =>
  createScriptedTranscriber({
    script: {
      failures: [
        throttledError('rate_limited', 'Slow down.', 10),
        permanentError('decode_failed', 'The audio is broken.'),
      ],
    },
  })

/** Bills for what it writes, once without a price; fails once. */
function billingLlm(): Llm {
  const llm = createScriptedLlm({ failures: [transientError('overloaded', 'Come back later.')] })
  const bill = { provider: 'scripted', model: 'scripted', operation: 'generate', audioSeconds: 1 }
  return {
    ...llm,
    summarize: (request) =>
      request
        .recordUsage({ ...bill, inputTokens: 100, outputTokens: 10, costUsd: 0.25 })
        .andThen(() => request.recordUsage({ ...bill, inputTokens: 1, outputTokens: 1, costUsd: null }))
        .andThen(() => llm.summarize(request)),
  }
}

/** API, transcriber and worker on a real PostgreSQL and Redis, with books that were made and books that failed. */
export async function startMonitoredSystem() {
  const kind = testDatabases().find(({ name }) => name === 'postgres')
  if (kind === undefined) throw new Error('no PostgreSQL')
  const [database, redis, directory, apiPort, transcriberPort, workerPort] = await Promise.all([
    kind.create(),
    sharedRedisServer(),
    temporaryDirectory(),
    findFreePort(),
    findFreePort(),
    findFreePort(),
  ])
  const url = `http://127.0.0.1:${apiPort}`
  const configOf = (variables: Readonly<Record<string, string>>) =>
    parseConfig({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      JOBS_PREFIX: 'monitoring',
      DATA_DIR: directory.path,
      API_BASE_URL: url,
      ADMIN_TOKENS: ADMIN_TOKEN,
      WORKER_TOKEN: 'monitoring-test-worker-token',
      ...variables,
    })._unsafeUnwrap()
  const options = {
    searchIndex,
    embedder: createHashEmbedder({ dimensions: 32 }),
    withoutMigrations: [VECTOR_MIGRATION],
    logger: silentLogger,
  }
  const api = await createApplication(configOf({ API_PORT: String(apiPort) }), { ...options, role: 'api' })
  await api.listen()
  api.start()
  const workers = await Promise.all([
    createWorkerProcess(configOf({ WORKER_PORT: String(transcriberPort) }), 'transcriber', {
      ...{ logger: silentLogger, searchIndex, transcriber: failingTranscriber() },
      withoutMigrations: [VECTOR_MIGRATION],
    }),
    createWorkerProcess(configOf({ WORKER_PORT: String(workerPort) }), 'worker', {
      ...{ ...options, llm: billingLlm() },
    }),
  ])
  for (const worker of workers) worker.start()
  return {
    client: createBookClient({ url, token: ADMIN_TOKEN }),
    get: (path: string) =>
      fetch(`${url}/api/v1/admin${path}`, { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } }),
    metricsOf: async (target: string) => (await fetch(`http://${target}/metrics`)).text(),
    apiTarget: `127.0.0.1:${apiPort}`,
    workerTargets: [`127.0.0.1:${transcriberPort}`, `127.0.0.1:${workerPort}`],
    async remove() {
      await Promise.all(workers.map((worker) => worker.close()))
      await api.close()
      await database.close()
      await directory.remove()
    },
  }
}
