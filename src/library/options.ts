import type { Engines } from '../compose/engines.ts'
import type { WorkerRole } from '../compose/roles.ts'
import type { WorkerProcessOptions } from '../compose/worker-process.ts'
import type { ApplicationOptions } from '../compose.ts'

/** Supabase: who may call, and where audio is kept. */
export interface SupabaseSettings {
  readonly url: string
  /** For projects that sign with a shared secret; absent: the project's published keys. */
  readonly jwtSecret?: string
  /** Secret or service-role key; keeps audio in Supabase Storage. */
  readonly secretKey?: string
  readonly bucket?: string
}

export interface GeminiSettings {
  readonly apiKey: string
  readonly baseUrl?: string
  readonly model?: string
  readonly embeddingModel?: string
  readonly embeddingDimensions?: number
  /** What one request holds; longer books are read in parts. */
  readonly contextTokens?: number
  readonly requestsPerMinute?: number
  readonly tokensPerMinute?: number
  /** By model, US dollars for a million tokens, where the price table is wrong. */
  readonly prices?: Readonly<Record<string, { readonly inputUsd: number; readonly outputUsd: number }>>
}

export interface RevAiSettings {
  readonly apiKey: string
  readonly baseUrl?: string
  /** Rev.ai reports to `baseUrl` with it; absent: it is polled. */
  readonly webhookSecret?: string
  readonly pollSeconds?: number
  readonly usdPerHour?: number
  readonly deleteAfterTranscription?: boolean
}

/** Any OpenAI-compatible server; an engine is used once its model is named. */
export interface OpenAiSettings {
  readonly baseUrl?: string
  readonly apiKey?: string
  readonly transcriptionModel?: string
  readonly chatModel?: string
  readonly embeddingModel?: string
}

/** Of the jobs of a provider, over all workers. */
export interface LimitSettings {
  /** At once, those parked at it included. */
  readonly transcriberInFlight?: number
  readonly llmInFlight?: number
  readonly embedderInFlight?: number
  /** That begin or go on in a minute. */
  readonly transcriberRunsPerMinute?: number
  readonly llmRunsPerMinute?: number
  readonly embedderRunsPerMinute?: number
}

/** What callers of the HTTP API may ask; 0: no limit. */
export interface RequestSettings {
  /** Of one admin token, or one user. */
  readonly perMinute?: number
  readonly ofWorkersPerMinute?: number
  /** Refused tokens of one address. */
  readonly refusedTokensPerMinute?: number
  /** Proxies before the API that append to `X-Forwarded-For`. */
  readonly trustedProxies?: number
  /** Until an answer must have begun. */
  readonly timeoutSeconds?: number
}

/** What takes longer is hung: the base, and so many times the length of the audio. */
export interface TimeoutSettings {
  readonly transcribeBaseSeconds?: number
  readonly transcribeFactor?: number
  readonly aiBaseSeconds?: number
  readonly aiFactor?: number
  /** Of one request to a language model or embedder. */
  readonly aiRequestSeconds?: number
  /** What a vendor may take for a transcript, beyond the length of the audio. */
  readonly vendorHours?: number
}

/** Of what others are told. */
export interface WebhookSettings {
  /** Networks (`10.0.0.0/8`) and addresses that may be sent to though they are private, and by http. */
  readonly allowedTargets?: readonly string[]
  readonly timeoutSeconds?: number
  readonly pauseAfterHours?: number
  readonly keepDays?: number
}

/** Everything that can be set; nothing need be. The README's table of variables says more of each. */
export interface Settings {
  /** Embedded database, audio, caches and admin token. Default: `./data`. */
  readonly dataDir?: string
  /** `postgres://…` of a server with pgvector; absent: an embedded database in `dataDir`. */
  readonly databaseUrl?: string
  /** `redis://…` of the queue that separate processes share; absent: a queue in this process. */
  readonly redisUrl?: string
  readonly redisCluster?: boolean
  readonly jobsPrefix?: string
  /** Where clients and separate workers reach the API, with the path at which it is mounted. */
  readonly baseUrl?: string
  /** For `listen`. */
  readonly host?: string
  readonly port?: number
  /** Where a worker process answers `/healthz` and `/readyz`, on `host`; absent: nowhere. */
  readonly workerPort?: number
  readonly corsOrigins?: readonly string[]
  /** Static tokens that see every book. Absent, and no `supabase`: one is made and kept in `dataDir`. */
  readonly adminTokens?: readonly string[]
  readonly workerToken?: string
  readonly supabase?: SupabaseSettings
  readonly gemini?: GeminiSettings
  readonly revAi?: RevAiSettings
  readonly openAi?: OpenAiSettings
  readonly maxFileSizeBytes?: number
  readonly transcribeConcurrency?: number
  readonly aiConcurrency?: number
  readonly localTranscriberProcesses?: number
  readonly timeouts?: TimeoutSettings
  readonly limits?: LimitSettings
  readonly requests?: RequestSettings
  /** Events are kept that long, and that many at most. */
  readonly eventsKeepHours?: number
  readonly eventsKeepMost?: number
  readonly deadLetterRetentionDays?: number
  readonly auditKeepDays?: number
  readonly eventStreamsMost?: number
  readonly eventStreamsMostPerOwner?: number
  readonly webhooks?: WebhookSettings
  /** Stretches of audio that long without a word, and that share of it, are warned of. */
  readonly coverageGapSeconds?: number
  readonly coverageGapPercent?: number
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/** By name, or an adapter of one's own. */
interface Choices {
  readonly storage?: 'auto' | 'fs' | 'supabase' | Engines['storage']
  readonly transcriber?: 'auto' | 'pocketsphinx' | 'openai' | 'revai' | Engines['transcriber']
  readonly llm?: 'auto' | 'local' | 'openai' | 'gemini' | Engines['llm']
  readonly embedder?: 'auto' | 'local' | 'openai' | 'gemini' | Engines['embedder']
}

interface FromEnvironment {
  /** Variables that the command line reads, as in `process.env`; options that are given beside it go first. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

export interface ChapterwiseOptions
  extends Settings,
    Choices,
    FromEnvironment,
    Omit<ApplicationOptions, keyof Choices> {}

export interface WorkerOptions
  extends Settings,
    Choices,
    FromEnvironment,
    Omit<WorkerProcessOptions, keyof Choices> {
  readonly role: WorkerRole
}
