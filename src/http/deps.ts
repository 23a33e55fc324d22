import type { AudioInspector } from '../ports/audio-inspector.ts'
import type { AuditLog, AuditTarget } from '../ports/audit-log.ts'
import type { Backups } from '../ports/backup.ts'
import type { Clock } from '../ports/clock.ts'
import type { Embedder } from '../ports/embedder.ts'
import type { EnginePlan } from '../ports/engine-plan.ts'
import type { EventLog } from '../ports/event-log.ts'
import type { Ids } from '../ports/ids.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortError } from '../ports/port-error.ts'
import type { Queue } from '../ports/queue.ts'
import type { JobReporter } from '../ports/reporter.ts'
import type { AudiobookRepository } from '../ports/repositories/audiobooks.ts'
import type { JobRepository } from '../ports/repositories/jobs.ts'
import type { OutputRepository } from '../ports/repositories/outputs.ts'
import type { QueuePauseRepository } from '../ports/repositories/queue-pauses.ts'
import type { UploadRepository } from '../ports/repositories/uploads.ts'
import type { WebhookDeliveryRepository } from '../ports/repositories/webhook-deliveries.ts'
import type { WebhookRepository } from '../ports/repositories/webhooks.ts'
import type { WorkRateRepository } from '../ports/repositories/work-rates.ts'
import type { SearchIndex } from '../ports/search-index.ts'
import type { Storage } from '../ports/storage.ts'
import type { UsageRepository } from '../ports/usage.ts'
import type { WebhookSender } from '../ports/webhook-sender.ts'
import type { Caller } from '../usecases/caller.ts'
import type { EventFeed } from '../usecases/events/event-feed.ts'
import type { TokenVerifier } from './auth.ts'
import type { RequestLimits } from './limit-requests.ts'
import type { Metrics } from './metrics/metrics.ts'

/** One thing that must work before jobs can run. `detail` says what is wrong and is safe to show. */
export interface ReadinessCheck {
  readonly name: string
  readonly ok: boolean
  readonly detail?: string
}

/** All that the HTTP API needs; `src/compose.ts` fills it in, tests use memory adapters. */
export interface HttpDeps {
  readonly logger: Logger
  readonly clock: Clock
  readonly ids: Ids
  readonly tokens: TokenVerifier
  readonly uploads: UploadRepository
  readonly audiobooks: AudiobookRepository
  readonly jobs: JobRepository
  readonly outputs: OutputRepository
  readonly searchIndex: SearchIndex
  readonly usage: UsageRepository
  readonly workRates: WorkRateRepository
  readonly enginePlan: EnginePlan
  readonly queue: Queue
  readonly queuePauses: QueuePauseRepository
  readonly webhooks: WebhookRepository
  readonly webhookDeliveries: WebhookDeliveryRepository
  /** What is sent is sent elsewhere. */
  readonly webhookSender: Pick<WebhookSender, 'makeSecret' | 'checkTarget'>
  readonly auditLog: AuditLog
  readonly storage: Storage
  readonly inspector: AudioInspector
  readonly embedder: Embedder
  readonly reporter: JobReporter
  /** Never rejects; a check that can't be made is a check that failed. */
  readonly readiness: () => Promise<readonly ReadinessCheck[]>
  /** What this process counts; absent: requests and what is read at a scrape. */
  readonly metrics?: Metrics
  readonly maxFileSizeBytes: number
  readonly eventLog: EventLog
  readonly eventFeed: EventFeed
  /** Event streams and WebSockets open at a time: of this process, and of one owner. */
  readonly maxEventStreams: number
  readonly maxEventStreamsPerOwner: number
  /** What Rev.ai must send as bearer token with its news; null: none are taken. */
  readonly revAiWebhookSecret: string | null
  /** Where the API is mounted in a host program or behind a proxy, as in `/audiobooks`; links start with it. Default: the root. */
  readonly mountPath?: string
  /** Origins that browsers may call from; `['*']` for any, empty for none. */
  readonly corsOrigins: readonly string[]
  /** Null or absent: callers may ask as much as they like. */
  readonly requestLimits?: RequestLimits | null
  /** Until an answer must have begun; files being received have as long as they keep coming. Absent: no limit. */
  readonly requestTimeoutMs?: number
  /** Null or absent: others keep the data, and back it up. */
  readonly backups?: Backups | null
}

/** What middleware leaves in the context for routes. */
export interface HttpEnv {
  Variables: {
    requestId: string
    /** Set on every route below `/admin`, except the workers' reports. */
    caller: Caller
    /** What a call made, for the audit log. */
    made?: AuditTarget
    /** Of the bearer token, once it was read. */
    tokenDigest: string
    /** Why the answer is 503: for the log, not for the client. */
    outage?: PortError
  }
}
