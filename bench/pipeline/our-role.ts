import { okAsync } from 'neverthrow'
import { openDatabase } from '../../src/adapters/postgres/connection.ts'
import { createPostgresSearchIndex } from '../../src/adapters/postgres/search-index.ts'
import { createWorkerProcess } from '../../src/compose/worker-process.ts'
import { type Application, createApplication } from '../../src/compose.ts'
import { type Config, parseConfig } from '../../src/config.ts'
import type { CountedEngines } from './engines.ts'
import { onlyMakesBooks, type RunningRole, type Settings, WITHOUT_MIGRATIONS } from './settings.ts'

export const ADMIN_TOKEN = 'bench-admin-token'
const WORKER_TOKEN = 'bench-worker-token'
/** As the product's own. */
const MAX_CONNECTIONS = 10

/** Our roles as the command line starts them, with engines that do nothing and on a database without pgvector. */
export async function startOurRole(settings: Settings, engines: CountedEngines): Promise<RunningRole> {
  const config = configOf(settings)
  const { databaseUrl: url, role } = settings
  const database = openDatabase({ url, maxConnections: MAX_CONNECTIONS, embedded: false })
  const { transcriber, llm, embedder } = engines
  const options = {
    ...{ transcriber, llm, embedder },
    // There is no index to be made: vectors are texts here.
    searchIndex: { ...createPostgresSearchIndex(database), prepare: () => okAsync(undefined) },
    withoutMigrations: WITHOUT_MIGRATIONS,
  }
  if (role !== 'api') {
    const worker = await createWorkerProcess(config, role, options)
    worker.start()
    return { makeBook: onlyMakesBooks(role), close: () => worker.close().then(database.close) }
  }
  const application = await createApplication(config, { ...options, role })
  await application.listen()
  application.start()
  return {
    makeBook: (uploadId, title) => makeBook(application, uploadId, title),
    close: () => application.close().then(database.close),
  }
}

/** By the route with all its middleware; only the socket is left out, which would load the bench. */
async function makeBook({ http }: Application, uploadId: string, title: string): Promise<void> {
  const response = await http.request('/api/v1/admin/audiobooks', {
    method: 'POST',
    headers: { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ upload_id: uploadId, title, author: 'A. Writer', language: 'en' }),
  })
  if (response.status !== 201) throw new Error(`a book was refused: ${await response.text()}`)
}

function configOf({ databaseUrl, redisUrl, apiPort, directory, slots }: Settings): Config {
  const config = parseConfig({
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    DATA_DIR: directory,
    API_PORT: String(apiPort),
    API_BASE_URL: `http://127.0.0.1:${apiPort}`,
    ADMIN_TOKENS: ADMIN_TOKEN,
    WORKER_TOKEN,
    TRANSCRIBE_CONCURRENCY: String(slots),
    AI_CONCURRENCY: String(slots),
    // One token stands for a thousand clients.
    EVENT_STREAMS_MOST_PER_OWNER: '2000',
    REQUESTS_PER_MINUTE: '100000000',
    LOG_LEVEL: 'silent',
  })
  if (config.isErr()) throw new Error(JSON.stringify(config.error))
  return config.value
}
