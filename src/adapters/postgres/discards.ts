import type { DiscardRepository } from '../../ports/repositories/uploads.ts'
import type { Database } from './connection.ts'
import { query } from './run-query.ts'

export function createPostgresDiscards({ sql }: Database): DiscardRepository {
  return {
    list: (limit) =>
      query(async () => {
        const rows = await sql<{ storage_key: string }[]>`
          SELECT storage_key FROM storage_discards ORDER BY created_at, storage_key LIMIT ${limit}`
        return rows.map((row) => row.storage_key)
      }),
    forget: (storageKeys) =>
      query(async () => {
        await sql`DELETE FROM storage_discards WHERE storage_key = ANY (${[...storageKeys]}::text[])`
      }),
  }
}
