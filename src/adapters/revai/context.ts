import { DEFAULT_TIME_LIMITS, type TimeLimit } from '../../domain/job/time-limit.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/ids.ts'
import type { Logger } from '../../ports/logger.ts'
import type { CallLimits, RevAiServer } from './client.ts'
import type { Webhook } from './job-options.ts'
import { createUploadSlots, type UploadSlots } from './upload-slots.ts'

export interface RevAiOptions extends RevAiServer {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Null: news come by polls alone. */
  readonly webhook?: Webhook | null
  /** Delete job, media and transcript at the vendor once the transcript is saved. */
  readonly deleteAfterTranscription?: boolean
  /** What an hour of audio costs this account; null: not known, no answer of Rev.ai names it. */
  readonly usdPerHour?: number | null
  /** Least time between two looks at a job. */
  readonly shortestPollMs?: number
  /** After a submission without answer: how long the vendor may take to list the job. */
  readonly graceMs?: number
  /** From submission to transcript, by the length of the audio: beyond it the attempt fails; the vendor's job is kept. */
  readonly timeLimit?: TimeLimit
  /** Of a call, and of a silence while a file is sent. */
  readonly timeoutMs?: number
}

/** The options with their defaults, as the parts of this adapter share them. */
export interface RevAiContext {
  readonly server: RevAiServer
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly webhook: Webhook | null
  readonly deleteAfterTranscription: boolean
  readonly usdPerHour: number | null
  readonly uploads: UploadSlots
  readonly shortestPollMs: number
  readonly graceMs: number
  readonly timeLimit: TimeLimit
  readonly limits: { readonly call: CallLimits; readonly transcript: CallLimits; readonly upload: CallLimits }
}

const DEFAULT_SHORTEST_POLL_MS = 30_000
const DEFAULT_TIMEOUT_MS = 60_000
const DEFAULT_GRACE_MS = 30_000
/** The transcript of 17 hours is some 30 MB. */
const TRANSCRIPT_MS = 10 * 60_000
/** 2 GB at 100 kB/s take 5.6 hours. */
const UPLOAD_MS = 6 * 60 * 60_000
/** The vendor checks what it got before it answers. */
const UPLOAD_IDLE_MS = 120_000

export function contextOf(options: RevAiOptions): RevAiContext {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  return {
    server: { apiKey: options.apiKey, baseUrl: options.baseUrl },
    ...{ clock: options.clock, random: options.random, logger: options.logger },
    webhook: options.webhook ?? null,
    deleteAfterTranscription: options.deleteAfterTranscription ?? false,
    usdPerHour: options.usdPerHour ?? null,
    uploads: createUploadSlots(),
    shortestPollMs: options.shortestPollMs ?? DEFAULT_SHORTEST_POLL_MS,
    graceMs: options.graceMs ?? DEFAULT_GRACE_MS,
    timeLimit: options.timeLimit ?? DEFAULT_TIME_LIMITS.vendor,
    limits: {
      call: { idleMs: timeoutMs, totalMs: timeoutMs },
      transcript: { idleMs: timeoutMs, totalMs: Math.max(timeoutMs, TRANSCRIPT_MS) },
      upload: { idleMs: options.timeoutMs ?? UPLOAD_IDLE_MS, totalMs: UPLOAD_MS },
    },
  }
}
