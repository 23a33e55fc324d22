import type { AiOutput } from '../../domain/audiobook/ai-output.ts'
import type { Audiobook, Chapter } from '../../domain/audiobook/audiobook.ts'
import type { LoggedEvent } from '../../domain/event/event.ts'
import type { Job, JobType, JsonValue } from '../../domain/job/job.ts'
import type { WorkRate } from '../../domain/progress/work-rate.ts'
import type { Passage } from '../../domain/search/passage.ts'
import type { Coverage } from '../../domain/transcript/coverage.ts'
import type { Transcript } from '../../domain/transcript/transcript.ts'
import type { Upload, UploadFile } from '../../domain/upload/upload.ts'
import type { WebhookDelivery } from '../../domain/webhook/delivery.ts'
import type { Webhook } from '../../domain/webhook/webhook.ts'
import type { AuditEntry } from '../../ports/audit-log.ts'
import type { IdempotencyKey } from '../../ports/repositories/page.ts'
import type { QueuePause } from '../../ports/repositories/queue-pauses.ts'
import type { ProviderUsage } from '../../ports/usage.ts'

/** A billed call, and whose it was. */
export interface RecordedCall {
  readonly jobId: string
  readonly audiobookId: string
  readonly ownerId: string | null
  readonly used: ProviderUsage
  readonly at: Date
}

/** An endpoint with what nobody is shown. */
export interface StoredWebhook {
  readonly webhook: Webhook
  readonly secret: string
  readonly previous: { readonly secret: string; readonly untilMs: number } | null
  readonly idempotency: IdempotencyKey | null
}

/** A delivery with its claim. */
export interface StoredDelivery {
  readonly delivery: WebhookDelivery
  readonly dueAtMs: number
  readonly epoch: number
  /** Epoch milliseconds; null: nobody sends it. */
  readonly leaseUntilMs: number | null
  readonly attemptsBeforeReplay: number
}

/**
 * What the tables of the database are to the Postgres adapters. The memory repositories share one, so that removing
 * a book removes its jobs. Each of their methods reads and writes without waiting in between: none sees another's
 * half-done work.
 */
export interface MemoryState {
  readonly uploads: Map<string, Upload>
  readonly files: Map<string, UploadFile>
  /** By file id: until when its receiver counts as alive, epoch milliseconds. Means nothing once the file is stored. */
  readonly receivingUntilMs: Map<string, number>
  /** Storage keys, oldest first. */
  readonly discards: Set<string>
  readonly audiobooks: Map<string, Audiobook>
  readonly chapters: Map<string, Chapter>
  readonly jobs: Map<string, Job>
  readonly pauses: Map<JobType, QueuePause>
  /** By job id, then by the part's key. */
  readonly parts: Map<string, Map<string, JsonValue>>
  /** By chapter id. */
  readonly transcripts: Map<string, Transcript>
  /** By chapter id; those of old transcripts are not there. */
  readonly coverage: Map<string, Coverage>
  /** By book, chapter and kind: `aiOutputKey`. */
  readonly aiOutputs: Map<string, AiOutput>
  readonly passages: Map<string, Passage>
  /** By space (`spaceKey`), then by passage id. */
  readonly embeddings: Map<string, Map<string, Float32Array>>
  /** In the order in which they were recorded. */
  readonly usage: Map<number, RecordedCall>
  /** By type and engine. */
  readonly workRates: Map<string, WorkRate>
  /** Of purchases that were recorded. */
  readonly usageReferences: Set<string>
  /** By position, which is their order too. */
  readonly events: Map<number, LoggedEvent>
  /** Positions: the last that was given, the last that was removed. */
  readonly eventLog: Map<'last' | 'prunedTo', number>
  readonly webhooks: Map<string, StoredWebhook>
  readonly webhookDeliveries: Map<string, StoredDelivery>
  /** The position up to which events have their deliveries. */
  readonly webhookCursor: Map<'position', number>
  /** By id, oldest first. */
  readonly auditLog: Map<string, AuditEntry>
  /** By `idempotencyKey`: the request and what it made. */
  readonly idempotency: Map<string, { readonly requestHash: string; readonly id: string }>
}

export function createMemoryState(): MemoryState {
  return {
    uploads: new Map(),
    files: new Map(),
    receivingUntilMs: new Map(),
    discards: new Set(),
    audiobooks: new Map(),
    chapters: new Map(),
    jobs: new Map(),
    pauses: new Map(),
    parts: new Map(),
    transcripts: new Map(),
    coverage: new Map(),
    aiOutputs: new Map(),
    passages: new Map(),
    embeddings: new Map(),
    usage: new Map(),
    usageReferences: new Set(),
    workRates: new Map(),
    events: new Map(),
    eventLog: new Map(),
    webhooks: new Map(),
    webhookDeliveries: new Map(),
    webhookCursor: new Map(),
    auditLog: new Map(),
    idempotency: new Map(),
  }
}

export const aiOutputKey = ({
  audiobookId,
  chapterId,
  kind,
}: Pick<AiOutput, 'audiobookId' | 'chapterId' | 'kind'>): string =>
  JSON.stringify([audiobookId, chapterId, kind])

export const spaceKey = (space: { readonly model: string; readonly dimensions: number }): string =>
  JSON.stringify([space.model, space.dimensions])

export const idempotencyKey = (what: 'upload' | 'audiobook', ownerId: string, key: string): string =>
  JSON.stringify([what, ownerId, key])
