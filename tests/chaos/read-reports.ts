import { z } from 'zod'
import type { WorkerName } from './fault.ts'
import type { Report } from './history.ts'

export interface Message {
  readonly member: WorkerName
  readonly path: string
  readonly body: string
  readonly status: number
  readonly answer: string
  readonly sentMs: number
  readonly answeredMs: number
}

const report = z.object({
  event: z.enum(['start', 'heartbeat', 'progress', 'checkpoint', 'complete', 'fail', 'park', 'release']),
  epoch: z.int().optional(),
})
const claims = z.array(z.object({ job_id: z.string(), epoch: z.int() }))
const heartbeats = z.object({ claims })
const heard = z.object({ stale: claims })
const started = z.object({ job: z.object({ epoch: z.int() }) })

const OK = 200
const STALE = 409

/** What one message said of which claims: one report, or a heartbeat for each claim. */
export function readReports(message: Message): readonly Report[] {
  const { member, status, sentMs, answeredMs } = message
  const base = { member, sentMs, answeredMs }
  if (message.path.endsWith('/jobs/heartbeats')) {
    const stale = status === OK ? heard.parse(JSON.parse(message.answer)).stale : []
    return heartbeats.parse(JSON.parse(message.body)).claims.map(({ job_id, epoch }) => {
      const isStale = stale.some((one) => one.job_id === job_id && one.epoch === epoch)
      return { ...base, event: 'heartbeat', jobId: job_id, epoch, status: isStale ? STALE : status }
    })
  }
  const jobId = /\/jobs\/([^/]+)\/status$/.exec(message.path)?.[1]
  if (jobId === undefined) return []
  const { event, epoch } = report.parse(JSON.parse(message.body))
  const claimed =
    event === 'start' && status === OK ? started.parse(JSON.parse(message.answer)).job.epoch : null
  return [{ ...base, event, jobId, epoch: epoch ?? claimed, status }]
}
