import { availableParallelism } from 'node:os'
import { parseEnv } from 'node:util'
import { err, ok, type Result } from 'neverthrow'
import { z } from 'zod'

const GIBIBYTE = 1024 ** 3

const url = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((value) => value.replace(/\/+$/, ''))
const commaList = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))
/** `model=input/output, …` in US dollars for a million tokens. */
const PRICE = /^([^=\s]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/
const prices = commaList.transform((items, context) => {
  const read = items.map((item) => PRICE.exec(item))
  if (read.includes(null)) {
    context.addIssue({ code: 'custom', message: 'must be model=input/output in USD for a million tokens' })
    return z.NEVER
  }
  return Object.fromEntries(
    read.map((match) => [match?.[1] ?? '', { inputUsd: Number(match?.[2]), outputUsd: Number(match?.[3]) }]),
  )
})
const secret = z.string().min(1)
const token = secret
const flag = z.enum(['true', 'false']).transform((value) => value === 'true')

/** Every variable that the system reads, with its default. An empty variable counts as absent. */
const environment = z.object({
  /** postgres:// URL of a server; absent: the embedded database in DATA_DIR. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  /** redis:// or rediss:// URL of the job queue that several processes share; absent: a queue in this process. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' }).optional(),
  /** `true`: REDIS_URL is one node of a Redis Cluster, the others are asked for. */
  REDIS_CLUSTER: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .transform((value) => value === 'true'),
  /** Of all keys in Redis; in braces, as in {audiobook}, for a Redis Cluster. */
  JOBS_PREFIX: z.string().regex(/^\S+$/, 'must not hold spaces').default('audiobook'),
  DATA_DIR: z.string().default('./data'),
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: wholeNumber(0, 65_535).default(8080),
  /** Where a transcriber or worker process answers /healthz and /readyz, on API_HOST; absent: nowhere. */
  WORKER_PORT: wholeNumber(1, 65_535).optional(),
  /** Where clients and workers reach the API; absent: made from host and port. */
  API_BASE_URL: url.optional(),
  CORS_ORIGIN: commaList.default([]),
  ADMIN_TOKENS: commaList.pipe(z.array(token)).default([]),
  WORKER_TOKEN: token.optional(),
  SUPABASE_URL: url.optional(),
  SUPABASE_JWT_SECRET: secret.optional(),
  /** For the storage; the service role key is the older of the two kinds. */
  SUPABASE_SECRET_KEY: secret.optional(),
  SUPABASE_SERVICE_ROLE_KEY: secret.optional(),
  /** For browsers; the server itself has no use for them. */
  SUPABASE_PUBLISHABLE_KEY: z.string().optional(),
  SUPABASE_ANON_KEY: z.string().optional(),
  SUPABASE_STORAGE_BUCKET: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be letters, digits, dots, dashes; 100 at most')
    .default('audio'),
  GEMINI_API_KEY: secret.optional(),
  GEMINI_BASE_URL: url.optional(),
  GEMINI_MODEL: z.string().default('gemini-3.5-flash-lite'),
  GEMINI_EMBEDDING_MODEL: z.string().default('gemini-embedding-001'),
  /** The model makes 128 to 3,072; the database indexes at most 2,000. */
  GEMINI_EMBEDDING_DIMENSIONS: wholeNumber(128, 2_000).default(768),
  /** What one request reads and writes at most; longer books are read in parts. */
  GEMINI_CONTEXT_TOKENS: wholeNumber(4_000, 1_000_000).default(64_000),
  /** Of each model, over all workers; absent: no limit but Google's. */
  GEMINI_REQUESTS_PER_MINUTE: wholeNumber(1, 1_000_000).optional(),
  GEMINI_TOKENS_PER_MINUTE: wholeNumber(4_000, 1_000_000_000).optional(),
  /** For models that the price table doesn't know, or knows wrongly. */
  GEMINI_PRICES: prices.default({}),
  REV_AI_API_KEY: secret.optional(),
  /** https://ec1.api.rev.ai for accounts of the EU. */
  REV_AI_BASE_URL: url.default('https://api.rev.ai'),
  /** Rev.ai sends it with its news to API_BASE_URL; absent: jobs are polled. */
  REV_AI_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w\-.~+/]{16,}=*$/, 'must be 16 or more of A-Z a-z 0-9 - _ . ~ + /')
    .optional(),
  /** Least seconds between two looks at a job. Absent: 30, or 120 where Rev.ai reports by itself. */
  REV_AI_POLL_SECONDS: wholeNumber(1, 3_600).optional(),
  /** What an hour of audio costs this account, for the cost of jobs and books; absent: not known. */
  REV_AI_USD_PER_HOUR: z
    .string()
    .regex(/^\d+(?:\.\d+)?$/, 'must be a number of US dollars')
    .transform(Number)
    .optional(),
  /** Removes job, audio and transcript from Rev.ai once the transcript is saved. */
  REV_AI_DELETE_AFTER_TRANSCRIPTION: flag.default(false),
  OPENAI_BASE_URL: url.optional(),
  OPENAI_API_KEY: secret.optional(),
  OPENAI_TRANSCRIPTION_MODEL: z.string().optional(),
  OPENAI_CHAT_MODEL: z.string().optional(),
  OPENAI_EMBEDDING_MODEL: z.string().optional(),
  STORAGE: z.enum(['auto', 'fs', 'supabase']).default('auto'),
  TRANSCRIBER: z.enum(['auto', 'pocketsphinx', 'openai', 'revai']).default('auto'),
  LLM: z.enum(['auto', 'local', 'openai', 'gemini']).default('auto'),
  EMBEDDER: z.enum(['auto', 'local', 'openai', 'gemini']).default('auto'),
  MAX_FILE_SIZE_BYTES: wholeNumber(1, 1024 * GIBIBYTE).default(2 * GIBIBYTE),
  /** Transcriptions at a time. */
  TRANSCRIBE_CONCURRENCY: wholeNumber(1, 1_000).default(1),
  /** Summaries, tag lists and embeddings at a time, each. */
  AI_CONCURRENCY: wholeNumber(1, 1_000).default(2),
  /** Requests of one admin token, or of one user, over all API processes; 0: no limit. */
  REQUESTS_PER_MINUTE: wholeNumber(0, 100_000_000).default(30_000),
  /** Requests of all workers together, over all API processes; 0: no limit. */
  WORKER_REQUESTS_PER_MINUTE: wholeNumber(0, 100_000_000).default(600_000),
  /** Refused tokens of one client address, after which it is not listened to for a while; 0: no limit. */
  REFUSED_TOKENS_PER_MINUTE: wholeNumber(0, 1_000_000).default(60),
  /** Proxies before the API that append to X-Forwarded-For; 0: the header is not believed. */
  TRUSTED_PROXIES: wholeNumber(0, 10).default(0),
  /** Until an answer must have begun; files being received have as long as they keep coming. */
  REQUEST_TIMEOUT_SECONDS: wholeNumber(1, 3_600).default(60),
  /** How long what happened can be read again by those who watch and fell behind; hours. */
  EVENTS_KEEP_HOURS: wholeNumber(1, 24 * 365).default(24),
  /** Event streams and WebSockets open at a time, of one process; */
  EVENT_STREAMS_MOST: wholeNumber(1, 1_000_000).default(2_000),
  /** and of one owner, as all static admin tokens are. */
  EVENT_STREAMS_MOST_PER_OWNER: wholeNumber(1, 1_000_000).default(200),
  /** Whatever their age, no more than so many. */
  EVENTS_KEEP_MOST: wholeNumber(1_000, 1_000_000_000).default(1_000_000),
  /** Jobs that failed for good and were not retried are removed so long after; absent: never. */
  DEAD_LETTER_RETENTION_DAYS: wholeNumber(1, 36_500).optional(),
  /** Networks (10.0.0.0/8) and addresses that webhooks may be sent to though they are private, and by http. */
  WEBHOOK_ALLOWED_TARGETS: commaList
    .pipe(
      z.array(
        z.union(
          [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
          'must be addresses or networks as in 10.0.0.0/8',
        ),
      ),
    )
    .default([]),
  /** Of one attempt to send a webhook. */
  WEBHOOK_TIMEOUT_SECONDS: wholeNumber(1, 60).default(15),
  /** A webhook that fails for so long is paused. */
  WEBHOOK_PAUSE_AFTER_HOURS: wholeNumber(1, 24 * 30).default(24),
  /** How long it is kept what was sent; days. Longer than the three days of attempts. */
  WEBHOOK_KEEP_DAYS: wholeNumber(4, 3_650).default(30),
  /** How long it can be read what admins changed; days. */
  AUDIT_KEEP_DAYS: wholeNumber(1, 36_500).default(365),
  /** Speech that may be missing from a transcript is told when the gap is longer than so many seconds, */
  COVERAGE_GAP_SECONDS: wholeNumber(1, 86_400).default(30),
  /** or than this share of the chapter. */
  COVERAGE_GAP_PERCENT: wholeNumber(1, 100).default(10),
  /** A transcription, or a piece of one, that takes longer than the first and so many times as long as it plays is hung. */
  TRANSCRIBE_TIMEOUT_BASE_SECONDS: wholeNumber(1, 86_400).default(600),
  TRANSCRIBE_TIMEOUT_FACTOR: wholeNumber(1, 1_000).default(6),
  /** The same of summaries, tags and vectors. */
  AI_TIMEOUT_BASE_SECONDS: wholeNumber(1, 86_400).default(900),
  AI_TIMEOUT_FACTOR: wholeNumber(0, 1_000).default(1),
  /** One request to a language model or embedder. */
  AI_REQUEST_TIMEOUT_SECONDS: wholeNumber(1, 86_400).default(600),
  /** What a vendor may take for a transcript, beyond the length of the audio. */
  VENDOR_TIMEOUT_HOURS: wholeNumber(1, 336).default(24),
  /** Jobs that a provider works on at once, over all workers, those parked at it included; absent: no limit. */
  TRANSCRIBER_MAX_IN_FLIGHT: wholeNumber(1, 100_000).optional(),
  LLM_MAX_IN_FLIGHT: wholeNumber(1, 100_000).optional(),
  EMBEDDER_MAX_IN_FLIGHT: wholeNumber(1, 100_000).optional(),
  /** Jobs that begin or go on in a minute, over all workers; absent: no limit. */
  TRANSCRIBER_RUNS_PER_MINUTE: wholeNumber(1, 1_000_000).optional(),
  LLM_RUNS_PER_MINUTE: wholeNumber(1, 1_000_000).optional(),
  EMBEDDER_RUNS_PER_MINUTE: wholeNumber(1, 1_000_000).optional(),
  /** Programs that one local transcription runs in parallel. */
  LOCAL_TRANSCRIBER_PROCESSES: wholeNumber(1, 256).default(availableParallelism()),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Config = Readonly<z.output<typeof environment>>

export interface ConfigIssue {
  readonly variable: string
  /** Never holds the value: it may be a secret. */
  readonly message: string
}

/** The names of all variables, for `doctor` and the documentation. */
export const CONFIG_VARIABLES = Object.keys(environment.shape) as readonly (keyof Config)[]

const withoutEmpty = (
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))

/** Reads the configuration, and reports all that is wrong with it at once. */
export function parseConfig(
  env: Readonly<Record<string, string | undefined>>,
): Result<Config, ConfigIssue[]> {
  const parsed = environment.safeParse(withoutEmpty(env))
  if (!parsed.success) {
    return err(
      parsed.error.issues.map((issue) => ({ variable: String(issue.path[0]), message: issue.message })),
    )
  }
  const issues = inconsistencies(parsed.data)
  return issues.length > 0 ? err(issues) : ok(parsed.data)
}

/** The environment of this process; `fileText` is an environment file, whose variables count where the process has none. */
export const readConfig = (fileText = ''): Result<Config, ConfigIssue[]> =>
  parseConfig({ ...parseEnv(fileText), ...withoutEmpty(process.env) })

function inconsistencies(config: Config): ConfigIssue[] {
  const issues: ConfigIssue[] = []
  const wantsOpenAi = [config.TRANSCRIBER, config.LLM, config.EMBEDDER].includes('openai')
  if (wantsOpenAi && config.OPENAI_BASE_URL === undefined && config.OPENAI_API_KEY === undefined) {
    issues.push({
      variable: 'OPENAI_BASE_URL',
      message: 'is needed (or OPENAI_API_KEY) when an engine is set to openai',
    })
  }
  const models = [
    ['TRANSCRIBER', 'OPENAI_TRANSCRIPTION_MODEL'],
    ['LLM', 'OPENAI_CHAT_MODEL'],
    ['EMBEDDER', 'OPENAI_EMBEDDING_MODEL'],
  ] as const
  for (const [engine, model] of models) {
    if (config[engine] === 'openai' && config[model] === undefined) {
      issues.push({ variable: model, message: `is needed when ${engine} is openai` })
    }
  }
  issues.push(...supabaseIssues(config))
  if (config.REDIS_CLUSTER && config.REDIS_URL === undefined) {
    issues.push({ variable: 'REDIS_URL', message: 'is needed when REDIS_CLUSTER is true' })
  }
  // Redis picks the slot by what stands between the first `{` and the next `}`, unless that is nothing.
  if (config.REDIS_CLUSTER && !/^[^{]*\{[^}]+\}/.test(config.JOBS_PREFIX)) {
    issues.push({
      variable: 'JOBS_PREFIX',
      message: 'needs braces, as in {audiobook}, when REDIS_CLUSTER is true: all keys must be in one slot',
    })
  }
  if ([config.LLM, config.EMBEDDER].includes('gemini') && config.GEMINI_API_KEY === undefined) {
    issues.push({ variable: 'GEMINI_API_KEY', message: 'is needed when LLM or EMBEDDER is gemini' })
  }
  if (config.TRANSCRIBER === 'revai' && config.REV_AI_API_KEY === undefined) {
    issues.push({ variable: 'REV_AI_API_KEY', message: 'is needed when TRANSCRIBER is revai' })
  }
  const webhookSecret = config.REV_AI_WEBHOOK_SECRET
  if (webhookSecret !== undefined && [config.WORKER_TOKEN, ...config.ADMIN_TOKENS].includes(webhookSecret)) {
    issues.push({
      variable: 'REV_AI_WEBHOOK_SECRET',
      message: 'is told to Rev.ai, so it must be no other token',
    })
  }
  const repeated = config.WORKER_TOKEN !== undefined && config.ADMIN_TOKENS.includes(config.WORKER_TOKEN)
  if (repeated) issues.push({ variable: 'WORKER_TOKEN', message: 'must differ from every admin token' })
  return issues
}

/** The key by which the storage is used; the new kind first, for the old one is being withdrawn. */
export const supabaseKey = (config: Config): string | undefined =>
  config.SUPABASE_SECRET_KEY ?? config.SUPABASE_SERVICE_ROLE_KEY

function supabaseIssues(config: Config): ConfigIssue[] {
  const issues: ConfigIssue[] = []
  const { STORAGE, SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY } = config
  if (STORAGE === 'supabase' && SUPABASE_URL === undefined) {
    issues.push({ variable: 'SUPABASE_URL', message: 'is needed when STORAGE is supabase' })
  }
  if (STORAGE === 'supabase' && supabaseKey(config) === undefined) {
    const message = 'is needed (or SUPABASE_SERVICE_ROLE_KEY) when STORAGE is supabase'
    issues.push({ variable: 'SUPABASE_SECRET_KEY', message })
  }
  if (SUPABASE_PUBLISHABLE_KEY?.startsWith('sb_secret_') === true) {
    issues.push({ variable: 'SUPABASE_PUBLISHABLE_KEY', message: 'holds a secret key' })
  }
  return issues
}
