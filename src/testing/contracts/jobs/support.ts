import type { RunningJob } from '../../../domain/job/job.ts'
import type { Claim } from '../../../ports/reporter.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { makeBookWithJobs, type SeededBook } from '../../fixtures/seeded-book.ts'
import type { LibraryUnderTest } from '../library-under-test.ts'

export type Current = () => LibraryUnderTest

export const LEASE_MS = 60_000
export const MINUTE_MS = 60_000

/** A book with these jobs, in the repository. */
export async function addBookWithJobs(
  library: LibraryUnderTest,
  plan: Parameters<typeof makeBookWithJobs>[1],
): Promise<SeededBook & { readonly ids: readonly string[] }> {
  const book = makeBookWithJobs({ now: library.now() }, plan)
  await library.addBook(book)
  return { ...book, ids: book.jobs.map((job) => job.id) }
}

/** The id of a job of its own book, with nothing to wait for. */
export async function addJob(library: LibraryUnderTest): Promise<string> {
  const book = await addBookWithJobs(library, [{}])
  return at(book.ids, 0)
}

export async function claim(library: LibraryUnderTest, jobId: string): Promise<RunningJob & Claim> {
  const job = await expectOk(library.jobs.claim(jobId, 'worker', LEASE_MS))
  if (job === null) throw new Error('the job was not to be had')
  return { ...job, jobId }
}

export async function find(library: LibraryUnderTest, jobId: string) {
  const job = await expectOk(library.jobs.find(jobId))
  if (job === null) throw new Error('the job is gone')
  return job
}

export async function complete(library: LibraryUnderTest, jobId: string): Promise<void> {
  await expectOk(library.jobs.complete(await claim(library, jobId)))
}

export function at<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new Error(`nothing at ${index}`)
  return item
}
