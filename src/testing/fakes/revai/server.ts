import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createFaults, type RevAiFault, type RevAiOperation } from './faults.ts'
import { createFakeJobs, type FakeJobBehaviour, type FakeRevAiJob } from './jobs.ts'
import { presentJob } from './present.ts'
import { createRoutes } from './routes.ts'
import { createSystemTimeline, createVirtualTimeline } from './timeline.ts'
import { type FakeTranscript, speak } from './transcript.ts'
import { createWebhooks, type FakeDelivery, type FakeWebhookBehaviour } from './webhooks.ts'

export interface FakeRevAiBehaviour extends FakeJobBehaviour, FakeWebhookBehaviour {
  balanceSeconds: number
  transcriptOf: (job: FakeRevAiJob) => FakeTranscript
}

export interface FakeRevAi {
  /** For `deploymentConfig.baseUrl`, `REV_AI_BASE_URL`. */
  readonly baseUrl: string
  readonly apiKey: string
  /** How it behaves; may be changed at any time. */
  readonly behaviour: FakeRevAiBehaviour
  /** Every submission that was accepted, in order, deleted ones too. */
  readonly jobs: readonly FakeRevAiJob[]
  readonly deliveries: readonly FakeDelivery[]
  /** What the account owes: a job for each submission, seconds for what was transcribed. */
  billed(): { readonly jobs: number; readonly seconds: number }
  /** Requests that came; also those that met a fault. */
  count(operation: RevAiOperation): number
  /** Faults for the next requests of that kind, one each, in order. */
  fail(operation: RevAiOperation, ...faults: readonly RevAiFault[]): void
  /** Ends a job that runs, whatever its processing time; resolves when its webhook was answered. */
  finish(job: FakeRevAiJob): Promise<void>
  /** Moves a virtual clock, with all that happens meanwhile: processing, webhooks and their retries, deletion. */
  advance(durationMs: number): Promise<void>
  close(): Promise<void>
}

export interface FakeRevAiOptions {
  /** `virtual`: time passes by `advance` alone. */
  readonly clock?: 'system' | 'virtual'
  readonly apiKey?: string
  readonly port?: number
}

const DEFAULT_API_KEY = '02fake0revai0token0123456789abcdef'
const DEFAULT_PROCESSING_MS = 50
const DEFAULT_BALANCE_SECONDS = 360_000

/** Rev.ai as a small server that checks what it is sent, counts what it bills and fails as it is told. */
export async function startFakeRevAi(options: FakeRevAiOptions = {}): Promise<FakeRevAi> {
  const apiKey = options.apiKey ?? DEFAULT_API_KEY
  const timeline = options.clock === 'virtual' ? createVirtualTimeline(Date.now()) : createSystemTimeline()
  const faults = createFaults()
  const counts = new Map<RevAiOperation, number>()
  const behaviour: FakeRevAiBehaviour = {
    processingMs: () => DEFAULT_PROCESSING_MS,
    failureOf: () => null,
    webhook: () => 'deliver',
    balanceSeconds: DEFAULT_BALANCE_SECONDS,
    transcriptOf: (job) => speak(job.durationSeconds ?? 0, job.options.skip_diarization === true ? 1 : 2),
  }
  const webhooks = createWebhooks(timeline, behaviour, presentJob)
  const jobs = createFakeJobs(timeline, behaviour, webhooks.announce)
  const count = (operation: RevAiOperation) => void counts.set(operation, (counts.get(operation) ?? 0) + 1)
  const app = createRoutes({ apiKey, jobs, faults, behaviour, count })
  const server = createServer(
    { requestTimeout: 0 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  )
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey,
    behaviour,
    jobs: jobs.all,
    deliveries: webhooks.deliveries,
    billed: () => ({
      jobs: jobs.all.length,
      seconds: jobs.all.reduce(
        (sum, job) => sum + (job.status === 'transcribed' ? (job.durationSeconds ?? 0) : 0),
        0,
      ),
    }),
    count: (operation) => counts.get(operation) ?? 0,
    fail: (operation, ...planned) => faults.add(operation, planned),
    finish: (job) => jobs.finish(job),
    async advance(durationMs) {
      await jobs.downloaded()
      await timeline.advance(durationMs)
      await webhooks.delivered()
    },
    async close() {
      timeline.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
