import type { AudiobookRepository } from '../../ports/repositories/audiobooks.ts'
import { gather } from '../system/gather.ts'
import { createAudiobook } from './audiobooks/create.ts'
import { listAudiobooks } from './audiobooks/list.ts'
import { removeAudiobook } from './audiobooks/remove.ts'
import { findAudiobooks, findEach } from './audiobooks/rows.ts'
import { updateAudiobook } from './audiobooks/update.ts'
import type { Database } from './connection.ts'
import { query, transaction } from './run-query.ts'

/** Jobs that start together read their books together. */
const TOGETHER = { mostAtOnce: 50, runs: 2 }

export function createPostgresAudiobooks(database: Database): AudiobookRepository {
  const { sql } = database
  const find = gather((audiobookIds: readonly string[]) => findEach(sql, audiobookIds), TOGETHER)
  return {
    create: (book, idempotency) => transaction(database, (sql) => createAudiobook(sql, book, idempotency)),
    find: (audiobookId) => query(() => find(audiobookId)),
    findMany: (audiobookIds) => query(() => findAudiobooks(sql, audiobookIds)),
    list: (filter, request) => query(() => listAudiobooks(sql, filter, request)),
    update: (audiobookId, patch) => transaction(database, (sql) => updateAudiobook(sql, audiobookId, patch)),
    remove: (audiobookId) => transaction(database, (sql) => removeAudiobook(sql, audiobookId)),
  }
}
