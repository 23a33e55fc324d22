import type { Sql } from '../../src/adapters/postgres/connection.ts'
import { insertJobs } from '../../src/adapters/postgres/jobs/write-jobs.ts'
import type { SeededBook } from '../../src/testing/fixtures/seeded-book.ts'

/** Only what the tables demand; suites of jobs and outputs read no more of a book. */
export async function insertBook(sql: Sql, book: SeededBook): Promise<void> {
  const { upload, files, audiobook, chapters, jobs } = book
  await sql.begin(async (transaction) => {
    await transaction`
          INSERT INTO uploads (id, owner_id, upload_type, total_files, total_size_bytes, status, created_at, updated_at)
          VALUES (${upload.id}, ${upload.ownerId}, ${upload.type}, ${upload.totalFiles}, ${upload.totalSizeBytes},
            ${upload.status}, ${upload.createdAt}, ${upload.updatedAt})`
    for (const file of files) {
      await transaction`
            INSERT INTO upload_files (id, upload_id, status, file_name, storage_key, created_at, updated_at)
            VALUES (${file.id}, ${upload.id}, ${file.status}, ${file.fileName}, ${file.storageKey}, ${file.createdAt},
              ${file.updatedAt})`
    }
    await transaction`
          INSERT INTO audiobooks (id, owner_id, upload_id, title, author, language, is_public, status,
            duration_seconds, created_at, updated_at)
          VALUES (${audiobook.id}, ${audiobook.ownerId}, ${upload.id}, ${audiobook.title}, ${audiobook.author},
            ${audiobook.language}, false, ${audiobook.status}, ${audiobook.durationSeconds}, ${audiobook.createdAt},
            ${audiobook.updatedAt})`
    for (const chapter of chapters) {
      await transaction`
            INSERT INTO chapters (id, audiobook_id, number, title, upload_file_id, file_start_seconds,
              duration_seconds, book_start_seconds)
            VALUES (${chapter.id}, ${audiobook.id}, ${chapter.number}, ${chapter.title}, ${chapter.uploadFileId},
              ${chapter.fileStartSeconds}, ${chapter.durationSeconds}, ${chapter.bookStartSeconds})`
    }
    await insertJobs(transaction, jobs)
  })
}
