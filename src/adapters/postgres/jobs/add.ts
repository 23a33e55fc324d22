import { mayAddJob } from '../../../domain/job/added-jobs.ts'
import type { PendingJob } from '../../../domain/job/job.ts'
import type { TransactionSql } from '../connection.ts'
import { readBookAfter, refreshBook } from './book-state.ts'
import { insertJobs } from './write-jobs.ts'

/** Five round trips, the last two for the status of the book. Jobs of a book are added and end under its lock. */
export async function addJob(sql: TransactionSql, job: PendingJob): Promise<'added' | 'refused'> {
  const lock = sql<
    { id: string }[]
  >`SELECT id FROM audiobooks WHERE id = ${job.audiobookId} FOR NO KEY UPDATE`
  const { result, book } = await readBookAfter(sql, lock, job.audiobookId)
  if (result.length === 0 || !mayAddJob(book.jobs, job.type)) return 'refused'
  await insertJobs(sql, [job])
  await refreshBook(sql, job.audiobookId)
  return 'added'
}
