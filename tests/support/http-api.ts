import type { OpenAPIHono } from '@hono/zod-openapi'
import { createDirectReporter } from '../../src/adapters/direct/reporter.ts'
import { createMemoryAudiobooks } from '../../src/adapters/memory/audiobooks.ts'
import { createMemoryAuditLog } from '../../src/adapters/memory/audit-log.ts'
import { createManualClock } from '../../src/adapters/memory/clock.ts'
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts'
import { createMemoryEventSignal } from '../../src/adapters/memory/event-signal.ts'
import { createSequentialIds } from '../../src/adapters/memory/ids.ts'
import { createMemoryJobs } from '../../src/adapters/memory/jobs.ts'
import { createMemoryOutputs } from '../../src/adapters/memory/outputs.ts'
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts'
import { createMemoryQueuePauses } from '../../src/adapters/memory/queue-pauses.ts'
import { createMemorySearchIndex } from '../../src/adapters/memory/search-index.ts'
import { createMemoryState, type MemoryState } from '../../src/adapters/memory/state.ts'
import { createMemoryStorage } from '../../src/adapters/memory/storage.ts'
import { createMemoryUploads } from '../../src/adapters/memory/uploads.ts'
import { createMemoryUsage } from '../../src/adapters/memory/usage.ts'
import { createMemoryWebhookDeliveries } from '../../src/adapters/memory/webhook-deliveries.ts'
import { createMemoryWebhooks } from '../../src/adapters/memory/webhooks.ts'
import { createMemoryWorkRates } from '../../src/adapters/memory/work-rates.ts'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { createWebhookSender } from '../../src/adapters/webhooks/sender.ts'
import { announceChanges } from '../../src/compose/announce-changes.ts'
import type { JobType } from '../../src/domain/job/job.ts'
import { createHttpApp } from '../../src/http/app.ts'
import type { HttpDeps, HttpEnv } from '../../src/http/deps.ts'
import { createTokenVerifier } from '../../src/http/tokens/token-verifier.ts'
import type { PlannedEngine } from '../../src/ports/engine-plan.ts'
import type { LogFields, Logger } from '../../src/ports/logger.ts'
import { makeBook, type SeededBook } from '../../src/testing/fixtures/seeded-book.ts'
import { createEventFeed } from '../../src/usecases/events/event-feed.ts'
import { fakeAudioInspector } from '../fakes/audio-inspector.ts'
import { watchContract } from './contract/watch.ts'
import { createFakeEmbedder } from './fake-embedder.ts'

export const ADMIN_TOKEN = 'admin-token-for-tests'
export const WORKER_TOKEN = 'worker-token-for-tests'
export const WEBHOOK_SECRET = 'webhook-secret-for-tests'

/** A tenth as long as it plays; a dollar an hour of audio and a million tokens. */
const testEngine = (type: JobType): PlannedEngine => ({
  ...{ provider: 'test', model: `${type}-1`, recordedAs: null, secondsPerAudioSecond: 0.1, slots: 2 },
  price: ({ audioSeconds, inputTokens, outputTokens }) => ({
    costUsd: audioSeconds / 3_600 + (inputTokens + outputTokens) / 1_000_000,
  }),
})
export const TEST_ENGINES = {
  transcribe: testEngine('transcribe'),
  summarize: testEngine('summarize'),
  tag: testEngine('tag'),
  embed: testEngine('embed'),
}

export interface LogLine {
  readonly level: keyof Logger
  readonly message: string
  readonly fields: LogFields
}

export interface CallOptions {
  readonly method?: string
  /** The static admin token by default; null: none. */
  readonly token?: string | null
  readonly json?: unknown
  readonly headers?: Record<string, string>
  readonly body?: string
}

export interface TestApi {
  readonly app: OpenAPIHono<HttpEnv>
  readonly state: MemoryState
  readonly deps: HttpDeps
  readonly logs: readonly LogLine[]
  call(path: string, options?: CallOptions): Promise<Response>
}

/** The whole API on memory adapters; `overrides` replace what a test is about. */
export function createTestApi(overrides: Partial<HttpDeps> = {}): TestApi {
  const state = createMemoryState()
  const clock = createManualClock()
  const logs: LogLine[] = []
  const logger = recordingLogger(logs)
  const queue = createMemoryQueue({ clock })
  const eventSignal = createMemoryEventSignal()
  const stored = {
    uploads: createMemoryUploads(state, clock),
    audiobooks: createMemoryAudiobooks(state, clock),
    jobs: createMemoryJobs(state, clock),
  }
  const { uploads, audiobooks, jobs } = announceChanges(stored, eventSignal)
  const eventLog = createMemoryEventLog(state, clock)
  const deps: HttpDeps = {
    ...{ logger, clock, queue, uploads, audiobooks, jobs },
    ids: createSequentialIds(),
    tokens: createTokenVerifier({ adminTokens: [ADMIN_TOKEN], workerToken: WORKER_TOKEN, supabase: null }),
    outputs: createMemoryOutputs(state),
    searchIndex: createMemorySearchIndex(state),
    queuePauses: createMemoryQueuePauses(state, clock),
    auditLog: createMemoryAuditLog(state, clock),
    usage: createMemoryUsage(state, clock),
    webhooks: createMemoryWebhooks(state, clock),
    webhookDeliveries: createMemoryWebhookDeliveries(state, clock),
    webhookSender: createWebhookSender({
      ...{ allowedTargets: [], timeoutMs: 1_000, version: 'test' },
      now: () => clock.now().getTime(),
    }),
    workRates: createMemoryWorkRates(state, clock),
    enginePlan: TEST_ENGINES,
    storage: createMemoryStorage(),
    inspector: fakeAudioInspector,
    embedder: createFakeEmbedder(),
    reporter: createDirectReporter({ jobs, queue, logger, random: () => 0.5 }),
    readiness: async () => [{ name: 'database', ok: true }],
    maxFileSizeBytes: 1024 * 1024,
    eventLog,
    eventFeed: createEventFeed({
      eventLog,
      eventSignal,
      clock: systemClock,
      logger,
    }),
    maxEventStreams: 20,
    maxEventStreamsPerOwner: 10,
    revAiWebhookSecret: WEBHOOK_SECRET,
    corsOrigins: [],
    ...overrides,
  }
  const app = watchContract(createHttpApp(deps), { mountPath: deps.mountPath })
  const call = async (path: string, options: CallOptions = {}) => {
    const { method = 'GET', token = ADMIN_TOKEN, json, headers = {}, body } = options
    const content = json === undefined ? body : JSON.stringify(json)
    return await app.request(path.startsWith('/admin') ? `/api/v1${path}` : path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    })
  }
  return { app, state, deps, logs, call }
}

function recordingLogger(lines: LogLine[]): Logger {
  const at =
    (level: keyof Logger) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields })
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Puts a completed upload under the API, and the book made from it unless `withBook` is false. */
export function addBook(
  { state, deps }: TestApi,
  options: Partial<Parameters<typeof makeBook>[0]> & { readonly withBook?: boolean } = {},
): SeededBook {
  const { withBook = true, ...rest } = options
  const book = makeBook({ now: deps.clock.now(), ownerId: 'admin', ...rest })
  state.uploads.set(book.upload.id, book.upload)
  for (const file of book.files) state.files.set(file.id, file)
  if (!withBook) return book
  state.audiobooks.set(book.audiobook.id, book.audiobook)
  for (const chapter of book.chapters) state.chapters.set(chapter.id, chapter)
  for (const job of book.jobs) state.jobs.set(job.id, job)
  return book
}

/** Asserts a problem+json of this status and answers it. */
export async function readProblem(response: Response, status: number): Promise<ProblemBody> {
  const text = await response.text()
  if (response.status !== status) throw new Error(`expected ${status}, got ${response.status}: ${text}`)
  const type = response.headers.get('content-type')
  if (type !== 'application/problem+json') throw new Error(`expected a problem, got ${type}: ${text}`)
  return JSON.parse(text) as ProblemBody
}

export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly request_id: string
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly detail: string }[]
}
