import { randomUUID } from 'node:crypto'
import { type Database, openDatabase, type Sql } from '../../src/adapters/postgres/connection.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import { TEXT_VECTORS } from '../../tests/support/text-vectors.ts'
import { type CandidateName, WITHOUT_MIGRATIONS } from './settings.ts'

const CONNECTIONS = 2
const FILE_SECONDS = 30
/** Who owns what a static admin token makes. */
const OWNER = 'admin'

/** A database for one candidate, with our schema; vectors are kept as the texts in which they are written. */
export async function createCandidateDatabase(
  serverUrl: string,
  candidate: CandidateName,
): Promise<{ readonly url: string; readonly database: Database }> {
  const name = candidate.replaceAll(/\W/g, '_')
  const server = openDatabase({ url: serverUrl, maxConnections: 1, embedded: false })
  await server.sql.unsafe(`CREATE DATABASE ${name}`)
  await server.close()
  const address = new URL(serverUrl)
  address.pathname = `/${name}`
  const database = openDatabase({ url: address.href, maxConnections: CONNECTIONS, embedded: false })
  await migrate(database, { without: WITHOUT_MIGRATIONS })
  await database.sql.unsafe(TEXT_VECTORS)
  if (candidate !== 'ours') {
    await database.sql.unsafe('ALTER TABLE audiobooks ADD jobs_left integer, ADD transcripts_left integer')
    // Ours alone keeps a log of events.
    for (const table of ['audiobooks', 'processing_jobs', 'uploads', 'upload_files'])
      await database.sql.unsafe(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
    // They have no log of events to write.
    for (const table of ['uploads', 'upload_files', 'audiobooks', 'processing_jobs']) {
      await database.sql.unsafe(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
    }
  }
  return { url: address.href, database }
}

/** Completed uploads, as if their files had been sent before. Answers their ids. */
export async function insertUploads(sql: Sql, count: number, filesEach: number): Promise<readonly string[]> {
  const uploads = Array.from({ length: count }, () => ({ id: uuidV7Ids.next() }))
  const files = uploads.flatMap(({ id }) =>
    Array.from({ length: filesEach }, (_, index) => ({
      id: uuidV7Ids.next(),
      upload_id: id,
      storage_key: `uploads/${id}/${randomUUID()}.wav`,
      chapter_number: filesEach === 1 ? null : index + 1,
    })),
  )
  const metadata = {
    ...{
      container: 'WAVE',
      codec: null,
      durationSeconds: FILE_SECONDS,
      title: null,
      author: null,
      narrator: null,
    },
    ...{ description: null, language: null, chapterMarks: [], cover: null },
  }
  await sql`
    INSERT INTO uploads (id, owner_id, upload_type, total_files, total_size_bytes, status, created_at, updated_at,
      completed_at)
    SELECT id, ${OWNER}, ${filesEach === 1 ? 'single' : 'chapters'}, ${filesEach}, 1000, 'completed', now(), now(), now()
    FROM jsonb_to_recordset(${JSON.stringify(uploads)}::text::jsonb) AS upload (id uuid)`
  await sql`
    INSERT INTO upload_files (id, upload_id, status, file_name, storage_key, media_type, size_bytes, chapter_number,
      metadata, created_at, updated_at, uploaded_at)
    SELECT id, upload_id, 'stored', 'part.wav', storage_key, 'audio/wav', 1000, chapter_number,
      ${JSON.stringify(metadata)}::text::jsonb, now(), now(), now()
    FROM jsonb_to_recordset(${JSON.stringify(files)}::text::jsonb)
      AS file (id uuid, upload_id uuid, storage_key text, chapter_number integer)`
  return uploads.map(({ id }) => id)
}
