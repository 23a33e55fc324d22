/**
 * One process of the system in the role that its first argument names, with engines that can be counted, on a database
 * server without pgvector. Prints a line when it is ready.
 */
import { okAsync } from 'neverthrow'
import { createHashEmbedder } from '../../src/adapters/memory/embedder.ts'
import { createScriptedLlm } from '../../src/adapters/memory/llm.ts'
import { VECTOR_MIGRATION } from '../../src/adapters/postgres/migrate.ts'
import type { SearchIndex } from '../../src/ports/search-index.ts'
import { createCountingTranscriber } from '../crash/counting-transcriber.ts'
import { runUntilTerminated, startRole } from '../support/run-role.ts'

/** Knows of no passage without a vector, so `embed` jobs have nothing to do. */
const searchIndex: SearchIndex = {
  prepare: () => okAsync(undefined),
  listPassages: () => okAsync([]),
  listBooksToEmbed: () => okAsync([]),
  listUnembedded: () => okAsync([]),
  saveEmbeddings: () => okAsync('accepted'),
  searchWords: () => okAsync([]),
  searchVectors: () => okAsync([]),
}

const options = {
  transcriber: createCountingTranscriber(process.env.PIECE_LOG ?? ''),
  llm: createScriptedLlm(),
  embedder: createHashEmbedder({ dimensions: 32 }),
  searchIndex,
  withoutMigrations: [VECTOR_MIGRATION],
  leaseMs: Number(process.env.LEASE_MS ?? 15_000),
  heartbeatIntervalMs: Number(process.env.LEASE_MS ?? 15_000) / 4,
}
await runUntilTerminated((signal) => startRole(process.argv[2], options, signal))
