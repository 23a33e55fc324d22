import { errAsync, okAsync } from 'neverthrow'
import type { SearchIndex } from '../../ports/search-index.ts'
import type { Database } from './connection.ts'
import { query, statement, transaction } from './run-query.ts'
import {
  createVectorIndex,
  listBooksToEmbed,
  listUnembedded,
  saveEmbeddings,
} from './search-index/embeddings.ts'
import { searchVectors } from './search-index/search-vectors.ts'
import { searchWords } from './search-index/search-words.ts'
import { refuseSpace, refuseVector } from './search-index/vector-space.ts'

export function createPostgresSearchIndex(database: Database): SearchIndex {
  const { sql } = database
  return {
    prepare(space) {
      const refusal = refuseSpace(space)
      if (refusal !== null) return errAsync(refusal)
      return transaction(database, (inTransaction) => createVectorIndex(inTransaction, space))
    },
    listUnembedded: (chapterIds, space, limit) => query(() => listUnembedded(sql, chapterIds, space, limit)),
    saveEmbeddings(claim, space, vectors) {
      const refusal =
        refuseSpace(space) ?? firstRefusal(vectors, (entry) => refuseVector(entry.vector, space))
      if (refusal !== null) return errAsync(refusal)
      return statement(() => saveEmbeddings(sql, claim, space, vectors))
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
