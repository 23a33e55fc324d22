import type { GeminiLimits, GeminiServer } from '../adapters/gemini/server.ts'
import { createMemoryRateLimiter } from '../adapters/memory/rate-limiter.ts'
import type { Config } from '../config.ts'
import type { Clock } from '../ports/clock.ts'
import type { Embedder } from '../ports/embedder.ts'
import type { Llm } from '../ports/llm.ts'
import type { Logger } from '../ports/logger.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import type { Closers } from './closers.ts'
import { loadAdapter } from './load-adapter.ts'
import { requestTimeoutMs } from './time-limits.ts'

const SDK = '@google/generative-ai'
/** An answer of the longest kind takes a minute or two. */
const GEMINI_LONGEST_MS = 270_000

type GeminiPort = 'LLM' | 'EMBEDDER'

export interface GeminiContext {
  readonly config: Config
  readonly logger: Logger
  readonly closers: Closers
  readonly clock: Clock
}

/** Why Gemini is to be used for a port; null when it is not. */
export function geminiReason(config: Config, port: GeminiPort): string | null {
  if (config[port] === 'gemini') return `${port}=gemini`
  return config[port] === 'auto' && config.GEMINI_API_KEY !== undefined ? 'auto: GEMINI_API_KEY is set' : null
}

export async function startGeminiLlm(context: GeminiContext): Promise<Llm> {
  const { createGeminiLlm } = await loadAdapter(
    SDK,
    'GEMINI_API_KEY',
    () => import('../adapters/gemini/llm.ts'),
  )
  const { GEMINI_MODEL: model, GEMINI_CONTEXT_TOKENS: contextTokens } = context.config
  return refuseWrong(
    context,
    'LLM',
    createGeminiLlm({ ...(await geminiServer(context)), model, contextTokens }),
  )
}

export async function startGeminiEmbedder(context: GeminiContext): Promise<Embedder> {
  const { createGeminiEmbedder } = await loadAdapter(
    SDK,
    'GEMINI_API_KEY',
    () => import('../adapters/gemini/embedder.ts'),
  )
  const { GEMINI_EMBEDDING_MODEL: model, GEMINI_EMBEDDING_DIMENSIONS: dimensions } = context.config
  return refuseWrong(
    context,
    'EMBEDDER',
    createGeminiEmbedder({ ...(await geminiServer(context)), model, dimensions }),
  )
}

async function geminiServer(context: GeminiContext): Promise<GeminiServer> {
  const { GEMINI_API_KEY: apiKey, GEMINI_BASE_URL: baseUrl, GEMINI_PRICES: prices } = context.config
  if (apiKey === undefined) throw new Error('GEMINI_API_KEY is not set')
  const limits = await limitsOf(context)
  return {
    apiKey,
    clock: context.clock,
    prices,
    // Node's fetch gives up after five minutes without an answer.
    timeoutMs: Math.min(requestTimeoutMs(context.config), GEMINI_LONGEST_MS),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(limits === null ? {} : { limits }),
  }
}

async function limitsOf(context: GeminiContext): Promise<GeminiLimits | null> {
  const { GEMINI_REQUESTS_PER_MINUTE: requests, GEMINI_TOKENS_PER_MINUTE: tokens } = context.config
  if (requests === undefined && tokens === undefined) return null
  return {
    limiter: await rateLimiter(context),
    ...(requests === undefined ? {} : { requestsPerMinute: requests }),
    ...(tokens === undefined ? {} : { tokensPerMinute: tokens }),
  }
}

/** Shared by all processes where they share a Redis. */
async function rateLimiter({ config, closers, clock }: GeminiContext): Promise<RateLimiter> {
  if (config.REDIS_URL === undefined) return createMemoryRateLimiter({ clock })
  const { createRedisRateLimiter } = await loadAdapter(
    'ioredis',
    'REDIS_URL',
    () => import('../adapters/redis/rate-limiter.ts'),
  )
  const limiter = createRedisRateLimiter({ url: config.REDIS_URL, prefix: config.JOBS_PREFIX })
  closers.add(() => limiter.close())
  return limiter
}

/** A wrong key or model is found now, not by the first job. A service that is away for the moment stops nobody. */
async function refuseWrong<Engine extends Pick<Llm, 'check'>>(
  { logger }: GeminiContext,
  port: GeminiPort,
  engine: Engine,
): Promise<Engine> {
  const checked = await engine.check()
  if (checked.isErr()) {
    const { kind, code, message } = checked.error
    if (kind === 'permanent') throw new Error(`${port}: ${message}`)
    logger.warn('Gemini could not be asked whether key and model are good', { port, code, message })
  }
  return engine
}
