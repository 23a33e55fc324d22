import { afterAll, beforeAll, expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { createApplication } from '../../src/compose.ts'
import { parseConfig } from '../../src/config.ts'
import type { LogFields, Logger } from '../../src/ports/logger.ts'
import type { SearchIndex } from '../../src/ports/search-index.ts'
import { createFakeEmbedder } from '../support/fake-embedder.ts'
import { type RestartablePostgres, startRestartablePostgres } from '../support/restartable-postgres.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../support/temporary-directory.ts'
import { waitUntil } from '../support/wait-until.ts'

const TIMEOUT_MS = 120_000
/** More than a test takes; it ends by what the test does. */
const LONG_MS = 100_000

let postgres: RestartablePostgres
let directory: TemporaryDirectory
beforeAll(async () => {
  directory = await temporaryDirectory()
  postgres = await startRestartablePostgres()
}, TIMEOUT_MS)
afterAll(async () => {
  await postgres?.remove()
  await directory.remove()
})

/** The test server has no pgvector. */
const searchIndex: SearchIndex = {
  prepare: () => okAsync(undefined),
  listUnembedded: () => okAsync([]),
  saveEmbeddings: () => okAsync('accepted'),
  listPassages: () => okAsync([]),
  listBooksToEmbed: () => okAsync([]),
  searchWords: () => okAsync([]),
  searchVectors: () => okAsync([]),
}

const start = (more: Parameters<typeof createApplication>[1], url = postgres.url) =>
  createApplication(
    parseConfig({ DATABASE_URL: url, DATA_DIR: directory.path, ADMIN_TOKENS: 'token' })._unsafeUnwrap(),
    {
      ...{ searchIndex, embedder: createFakeEmbedder(), withoutMigrations: ['0002_vectors'] },
      logger: silentLogger,
      ...more,
    },
  )

test(
  'a database that starts after the application is waited for, and said to be',
  async () => {
    await postgres.stop()
    const notes: LogFields[] = []
    const logger: Logger = {
      ...silentLogger,
      warn: (message, fields = {}) => {
        if (message === 'waiting for the database') notes.push(fields)
      },
    }
    const starting = start({ logger, databaseWaitMs: LONG_MS })
    await waitUntil(
      async () => notes,
      (all) => all.length > 0,
    )
    expect(notes[0]).toEqual({
      reason: 'The database cannot be reached. (ECONNREFUSED)',
      secondsLeft: expect.any(Number),
    })
    await postgres.start()
    const application = await starting
    expect(application.describe()[0]?.reason).toMatch(/^DATABASE_URL is set; PostgreSQL \d+\.\d+$/)
    expect((await application.readiness()).find(({ name }) => name === 'database')).toEqual({
      ...{ name: 'database', ok: true },
    })
    await application.close()
  },
  TIMEOUT_MS,
)

test('one that stays away ends the start, and so does a signal', async () => {
  const nobody = 'postgres://127.0.0.1:1/x'
  await expect(start({ databaseWaitMs: 0 }, nobody)).rejects.toThrow(
    /^The database cannot be reached\. \(ECONNREFUSED\)$/,
  )
  await expect(start({ databaseWaitMs: 700 }, nobody)).rejects.toThrow('It was waited for 0.7 s.')
  const signal = AbortSignal.timeout(50)
  await expect(start({ databaseWaitMs: LONG_MS, signal }, nobody)).rejects.toThrow('stopped while waiting')
})

test('nothing is waited for that waiting does not mend', async () => {
  const absent = `${postgres.url}_absent`
  await expect(start({ databaseWaitMs: LONG_MS }, absent)).rejects.toThrow('does not exist')
  await expect(start({ databaseWaitMs: LONG_MS, withoutMigrations: [] })).rejects.toThrow(
    'pgvector 0.8 or newer',
  )
})
