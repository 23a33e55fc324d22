/**
 * One process of the system in the role that its first argument names, with engines that can be counted, on a database
 * server without pgvector. Prints a line when it is ready.
 */
import { okAsync } from 'neverthrow'
import { createHashEmbedder } from '../../src/adapters/memory/embedder.ts'
import { createScriptedLlm } from '../../src/adapters/memory/llm.ts'
import { createWorkerProcess } from '../../src/compose/worker-process.ts'
import { createApplication } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import type { SearchIndex } from '../../src/ports/search-index.ts'
import { createCountingTranscriber } from '../crash/counting-transcriber.ts'

/** Knows of no passage without a vector, so `embed` jobs have nothing to do. */
const searchIndex: SearchIndex = {
  prepare: () => okAsync(undefined),
  listBooksToEmbed: () => okAsync([]),
  listUnembedded: () => okAsync([]),
  saveEmbeddings: () => okAsync('accepted'),
  searchWords: () => okAsync([]),
  searchVectors: () => okAsync([]),
}

const config = readConfig()._unsafeUnwrap()
const options = {
  transcriber: createCountingTranscriber(process.env.PIECE_LOG ?? ''),
  llm: createScriptedLlm(),
  embedder: createHashEmbedder({ dimensions: 32 }),
  searchIndex,
  withoutMigrations: ['0002_vectors'],
  leaseMs: Number(process.env.LEASE_MS ?? 15_000),
  heartbeatIntervalMs: Number(process.env.LEASE_MS ?? 15_000) / 4,
}
const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())

async function startRole(role: string | undefined): Promise<{ close(): Promise<void> }> {
  if (role === 'transcriber' || role === 'worker') {
    const worker = await createWorkerProcess(config, role, { ...options, signal: stop.signal })
    worker.start()
    return worker
  }
  const application = await createApplication(config, { ...options, role: 'api' })
  await application.listen()
  application.start()
  return application
}

const running = await startRole(process.argv[2])
process.stdout.write('ready\n')
stop.signal.addEventListener('abort', () => void running.close().then(() => process.exit(0)))
