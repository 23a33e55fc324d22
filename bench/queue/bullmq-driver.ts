import { Queue, Worker } from 'bullmq'
import type { Driver } from './driver.ts'

const NAME = 'embed'
/** Retention off: a job leaves Redis when it is done. */
const OPTIONS = { removeOnComplete: true, removeOnFail: true }

export async function createBullmqDriver(url: string): Promise<Driver> {
  const { hostname, port } = new URL(url)
  const connection = { host: hostname, port: Number(port) }
  const queue = new Queue(NAME, { connection, prefix: 'bull' })
  await queue.waitUntilReady()
  // The id is the job's, as with ours: adding it twice is harmless.
  const job = (id: string) => ({ name: NAME, data: { id }, opts: { ...OPTIONS, jobId: id } })
  return {
    add: async (id) => {
      const { name, data, opts } = job(id)
      await queue.add(name, data, opts)
    },
    addAll: async (ids) => {
      await queue.addBulk(ids.map(job))
    },
    consume: (concurrency, onStart, onDone) => {
      const worker = new Worker(NAME, async ({ data }: { data: { id: string } }) => onStart(data.id), {
        connection: { ...connection, maxRetriesPerRequest: null },
        prefix: 'bull',
        concurrency,
      })
      worker.on('completed', onDone)
      return { stop: () => worker.close() }
    },
    remaining: async () => {
      const counts = await queue.getJobCounts()
      return Object.values(counts).reduce((sum, count) => sum + count, 0)
    },
    close: () => queue.close(),
  }
}
