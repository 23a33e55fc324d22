import { errAsync, okAsync } from 'neverthrow'
import type { SearchIndex } from '../../ports/search-index.ts'
import { gather } from '../system/gather.ts'
import type { Database } from './connection.ts'
import { query, statement, transaction } from './run-query.ts'
import {
  createVectorIndex,
  listBooksToEmbed,
  listPassages,
  listUnembedded,
  type SavedEmbeddings,
  saveEmbeddings,
  type UnembeddedRequest,
} from './search-index/embeddings.ts'
import { searchVectors } from './search-index/search-vectors.ts'
import { searchWords } from './search-index/search-words.ts'
import { refuseSpace, refuseVector } from './search-index/vector-space.ts'

/** Jobs that are in step share a statement, and its commit; batches of many long vectors are saved by themselves. */
const TOGETHER = { mostAtOnce: 50, runs: 2 }
const MOST_NUMBERS_TOGETHER = 100_000

export function createPostgresSearchIndex(database: Database): SearchIndex {
  const { sql } = database
  const list = gather((requests: readonly UnembeddedRequest[]) => listUnembedded(sql, requests), TOGETHER)
  const save = gather((batches: readonly SavedEmbeddings[]) => saveEmbeddings(sql, batches), {
    ...TOGETHER,
    weight: {
      most: MOST_NUMBERS_TOGETHER,
      of: ({ space, vectors }) => space.dimensions * vectors.length,
    },
  })
  return {
    prepare(space) {
      const refusal = refuseSpace(space)
      if (refusal !== null) return errAsync(refusal)
      return transaction(database, (inTransaction) => createVectorIndex(inTransaction, space))
    },
    listUnembedded: (chapterIds, space, limit) => query(() => list({ chapterIds, space, limit })),
    listPassages: (chapterIds, after, limit) => query(() => listPassages(sql, chapterIds, after, limit)),
    saveEmbeddings(claim, space, vectors) {
      const refusal =
        refuseSpace(space) ?? firstRefusal(vectors, (entry) => refuseVector(entry.vector, space))
      if (refusal !== null) return errAsync(refusal)
      return statement(() => save({ claim, space, vectors }))
    },
    listBooksToEmbed: (space, ownerId, limit) => query(() => listBooksToEmbed(sql, space, ownerId, limit)),
    searchWords: (text, scope, limit) => query(() => searchWords(sql, text, scope, limit)),
    searchVectors(vector, space, scope, limit) {
      const refusal = refuseSpace(space) ?? refuseVector(vector, space)
      if (refusal !== null) return errAsync(refusal)
      // Nothing is near to a text without known words.
      if (vector.every((value) => value === 0)) return okAsync([])
      return transaction(database, (inTransaction) =>
        searchVectors(inTransaction, vector, space, scope, limit),
      )
    },
  }
}

function firstRefusal<T, E>(items: readonly T[], refuse: (item: T) => E | null): E | null {
  for (const item of items) {
    const refusal = refuse(item)
    if (refusal !== null) return refusal
  }
  return null
}
