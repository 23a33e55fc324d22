import type { Statements } from './statements.ts'

/** Records objects that no row needs any more, in the transaction that drops what needed them. */
export async function insertDiscards(sql: Statements, storageKeys: readonly string[]): Promise<void> {
  if (storageKeys.length === 0) return
  await sql`
    INSERT INTO storage_discards (storage_key)
    SELECT DISTINCT unnest(${[...storageKeys]}::text[])
    ON CONFLICT DO NOTHING`
}
