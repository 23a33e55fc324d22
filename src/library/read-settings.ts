import { type Config, type ConfigIssue, parseConfig } from '../config.ts'
import type { ChapterwiseOptions, Settings, WorkerOptions } from './options.ts'

type Value = string | number | boolean | readonly string[]
/** `dataDir`, and `gemini.apiKey` for what stands in a group. */
type SettingPath<Group> = {
  [Key in keyof Group & string]: NonNullable<Group[Key]> extends Value
    ? Key
    : `${Key}.${keyof NonNullable<Group[Key]> & string}`
}[keyof Group & string]

type Choice = 'storage' | 'transcriber' | 'llm' | 'embedder'

/** Each variable of the command line is an option of the library; null: another one covers it. */
const OPTION_OF: Readonly<Record<keyof Config, SettingPath<Settings> | Choice | null>> = {
  DATABASE_URL: 'databaseUrl',
  REDIS_URL: 'redisUrl',
  REDIS_CLUSTER: 'redisCluster',
  JOBS_PREFIX: 'jobsPrefix',
  DATA_DIR: 'dataDir',
  API_HOST: 'host',
  API_PORT: 'port',
  WORKER_PORT: 'workerPort',
  API_BASE_URL: 'baseUrl',
  CORS_ORIGIN: 'corsOrigins',
  ADMIN_TOKENS: 'adminTokens',
  WORKER_TOKEN: 'workerToken',
  SUPABASE_URL: 'supabase.url',
  SUPABASE_JWT_SECRET: 'supabase.jwtSecret',
  SUPABASE_SECRET_KEY: 'supabase.secretKey',
  SUPABASE_SERVICE_ROLE_KEY: null,
  SUPABASE_PUBLISHABLE_KEY: null,
  SUPABASE_ANON_KEY: null,
  SUPABASE_STORAGE_BUCKET: 'supabase.bucket',
  GEMINI_API_KEY: 'gemini.apiKey',
  GEMINI_BASE_URL: 'gemini.baseUrl',
  GEMINI_MODEL: 'gemini.model',
  GEMINI_EMBEDDING_MODEL: 'gemini.embeddingModel',
  GEMINI_EMBEDDING_DIMENSIONS: 'gemini.embeddingDimensions',
  GEMINI_CONTEXT_TOKENS: 'gemini.contextTokens',
  GEMINI_REQUESTS_PER_MINUTE: 'gemini.requestsPerMinute',
  GEMINI_TOKENS_PER_MINUTE: 'gemini.tokensPerMinute',
  GEMINI_PRICES: 'gemini.prices',
  REV_AI_API_KEY: 'revAi.apiKey',
  REV_AI_BASE_URL: 'revAi.baseUrl',
  REV_AI_WEBHOOK_SECRET: 'revAi.webhookSecret',
  REV_AI_POLL_SECONDS: 'revAi.pollSeconds',
  REV_AI_USD_PER_HOUR: 'revAi.usdPerHour',
  REV_AI_DELETE_AFTER_TRANSCRIPTION: 'revAi.deleteAfterTranscription',
  OPENAI_BASE_URL: 'openAi.baseUrl',
  OPENAI_API_KEY: 'openAi.apiKey',
  OPENAI_TRANSCRIPTION_MODEL: 'openAi.transcriptionModel',
  OPENAI_CHAT_MODEL: 'openAi.chatModel',
  OPENAI_EMBEDDING_MODEL: 'openAi.embeddingModel',
  STORAGE: 'storage',
  TRANSCRIBER: 'transcriber',
  LLM: 'llm',
  EMBEDDER: 'embedder',
  MAX_FILE_SIZE_BYTES: 'maxFileSizeBytes',
  TRANSCRIBE_CONCURRENCY: 'transcribeConcurrency',
  AI_CONCURRENCY: 'aiConcurrency',
  COVERAGE_GAP_SECONDS: 'coverageGapSeconds',
  COVERAGE_GAP_PERCENT: 'coverageGapPercent',
  TRANSCRIBE_TIMEOUT_BASE_SECONDS: 'timeouts.transcribeBaseSeconds',
  TRANSCRIBE_TIMEOUT_FACTOR: 'timeouts.transcribeFactor',
  AI_TIMEOUT_BASE_SECONDS: 'timeouts.aiBaseSeconds',
  AI_TIMEOUT_FACTOR: 'timeouts.aiFactor',
  AI_REQUEST_TIMEOUT_SECONDS: 'timeouts.aiRequestSeconds',
  VENDOR_TIMEOUT_HOURS: 'timeouts.vendorHours',
  TRANSCRIBER_MAX_IN_FLIGHT: 'limits.transcriberInFlight',
  LLM_MAX_IN_FLIGHT: 'limits.llmInFlight',
  EMBEDDER_MAX_IN_FLIGHT: 'limits.embedderInFlight',
  TRANSCRIBER_RUNS_PER_MINUTE: 'limits.transcriberRunsPerMinute',
  LLM_RUNS_PER_MINUTE: 'limits.llmRunsPerMinute',
  EMBEDDER_RUNS_PER_MINUTE: 'limits.embedderRunsPerMinute',
  REQUESTS_PER_MINUTE: 'requests.perMinute',
  WORKER_REQUESTS_PER_MINUTE: 'requests.ofWorkersPerMinute',
  REFUSED_TOKENS_PER_MINUTE: 'requests.refusedTokensPerMinute',
  TRUSTED_PROXIES: 'requests.trustedProxies',
  REQUEST_TIMEOUT_SECONDS: 'requests.timeoutSeconds',
  EVENTS_KEEP_HOURS: 'eventsKeepHours',
  EVENTS_KEEP_MOST: 'eventsKeepMost',
  DEAD_LETTER_RETENTION_DAYS: 'deadLetterRetentionDays',
  AUDIT_KEEP_DAYS: 'auditKeepDays',
  EVENT_STREAMS_MOST: 'eventStreamsMost',
  EVENT_STREAMS_MOST_PER_OWNER: 'eventStreamsMostPerOwner',
  WEBHOOK_ALLOWED_TARGETS: 'webhooks.allowedTargets',
  WEBHOOK_TIMEOUT_SECONDS: 'webhooks.timeoutSeconds',
  WEBHOOK_PAUSE_AFTER_HOURS: 'webhooks.pauseAfterHours',
  WEBHOOK_KEEP_DAYS: 'webhooks.keepDays',
  LOCAL_TRANSCRIBER_PROCESSES: 'localTranscriberProcesses',
  LOG_LEVEL: 'logLevel',
}

/** What is handed on as it is. */
type HandedOn = Exclude<
  keyof ChapterwiseOptions | keyof WorkerOptions,
  keyof Settings | Choice | 'environment'
>
const HANDED_ON: Readonly<Record<HandedOn, true>> = {
  role: true,
  queue: true,
  repositories: true,
  searchIndex: true,
  inspector: true,
  tokens: true,
  clock: true,
  ids: true,
  mountPath: true,
  withoutMigrations: true,
  logger: true,
  leaseMs: true,
  heartbeatIntervalMs: true,
  onDatabaseFailure: true,
  databaseWaitMs: true,
  signal: true,
}

const NAMES: ReadonlySet<string> = new Set([
  ...Object.values(OPTION_OF).filter((name) => name !== null),
  ...Object.keys(HANDED_ON),
  'environment',
])

/** Options as the configuration that the rest of the system knows. Throws, naming every option that is wrong. */
export function readSettings(options: Omit<ChapterwiseOptions, 'role'>): Config {
  const given = flatten(options)
  const unknown = [...given.keys()].filter((name) => !NAMES.has(name))
  if (unknown.length > 0) throw new Error(`chapterwise has no option ${unknown.join(', ')}`)
  const variables = { ...options.environment }
  for (const [variable, name] of Object.entries(OPTION_OF)) {
    const text = name === null ? undefined : textOf(given.get(name))
    if (text !== undefined) variables[variable] = text
  }
  const config = parseConfig(variables)
  if (config.isErr()) throw new Error(`chapterwise can not start: ${config.error.map(describe).join('; ')}`)
  return config.value
}

/** `GEMINI_API_KEY is missing` → `gemini.apiKey is missing`: who gives options knows no variables. */
export const inOptionNames = (message: string): string =>
  message.replaceAll(/\b[A-Z][A-Z_]+\b/g, (word) => OPTION_OF[word as keyof Config] ?? word)

const describe = ({ variable, message }: ConfigIssue): string => inOptionNames(`${variable} ${message}`)

const GROUPS: ReadonlySet<string> = new Set(
  [...NAMES].filter((name) => name.includes('.')).map((name) => name.slice(0, name.indexOf('.'))),
)

const LISTS: ReadonlySet<string> = new Set(['corsOrigins', 'adminTokens'] satisfies (keyof Settings)[])

function flatten(options: object): ReadonlyMap<string, unknown> {
  const flat = new Map<string, unknown>()
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) continue
    if (LISTS.has(key) && !Array.isArray(value)) throw new Error(`chapterwise: ${key} must be a list`)
    if (!GROUPS.has(key)) {
      flat.set(key, value)
      continue
    }
    if (typeof value !== 'object') throw new Error(`chapterwise: ${key} must be an object`)
    for (const [name, inner] of Object.entries(value ?? {})) {
      if (inner !== undefined) flat.set(`${key}.${name}`, inner)
    }
  }
  return flat
}

/** As the variable would say it; undefined for an adapter, which is no setting. */
function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(item).join(',')
  if (typeof value !== 'object') return value === undefined ? undefined : String(value)
  if (value === null || Object.values(value).some((inner) => !isPrice(inner))) return undefined
  return Object.entries(value)
    .map(([model, { inputUsd, outputUsd }]) => `${model}=${inputUsd}/${outputUsd}`)
    .join(',')
}

const isPrice = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'inputUsd' in value

function item(value: unknown): string {
  const text = String(value)
  if (text.includes(',') || text.trim() === '')
    throw new Error('chapterwise: no item of a list may be empty or hold a comma')
  return text
}
