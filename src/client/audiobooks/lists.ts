import type { CallOptions } from '../calls/call-options.ts'
import { eachItem } from '../calls/pages.ts'
import type { Connection } from '../connection.ts'
import { listAudiobooks, listJobs, listUploads } from '../generated/sdk.gen.ts'
import type {
  Audiobook,
  Job,
  ListAudiobooksData,
  ListJobsData,
  ListUploadsData,
  Upload,
} from '../generated/types.gen.ts'

type WithoutCursor<T> = Omit<NonNullable<T>, 'cursor'>

/** Every item that a list has, page by page as they are asked for; `limit` is the size of a page. */
export const lists = ({ http: client }: Connection) => ({
  audiobooks: (
    query: WithoutCursor<ListAudiobooksData['query']> = {},
    { signal }: CallOptions = {},
  ): AsyncGenerator<Audiobook, void, undefined> =>
    eachItem(async (cursor) => {
      const page = await listAudiobooks({
        client,
        signal: signal ?? null,
        query: { ...query, ...(cursor && { cursor }) },
      })
      return { items: page.items, nextCursor: page.next_cursor }
    }),
  uploads: (
    query: WithoutCursor<ListUploadsData['query']> = {},
    { signal }: CallOptions = {},
  ): AsyncGenerator<Upload, void, undefined> =>
    eachItem(async (cursor) => {
      const page = await listUploads({
        client,
        signal: signal ?? null,
        query: { ...query, ...(cursor && { cursor }) },
      })
      return { items: page.uploads, nextCursor: page.next_cursor }
    }),
  jobs: (
    query: WithoutCursor<ListJobsData['query']> = {},
    { signal }: CallOptions = {},
  ): AsyncGenerator<Job, void, undefined> =>
    eachItem(async (cursor) => {
      const page = await listJobs({
        client,
        signal: signal ?? null,
        query: { ...query, ...(cursor && { cursor }) },
      })
      return { items: page.items, nextCursor: page.next_cursor }
    }),
})
