import { createGeminiEmbedder } from '../adapters/gemini/embedder.ts'
import { createGeminiLlm } from '../adapters/gemini/llm.ts'
import type { GeminiLimits, GeminiServer } from '../adapters/gemini/server.ts'
import { createMemoryRateLimiter } from '../adapters/memory/rate-limiter.ts'
import { createRedisRateLimiter } from '../adapters/redis/rate-limiter.ts'
import { systemClock } from '../adapters/system/clock.ts'
import type { Config } from '../config.ts'
import type { Embedder } from '../ports/embedder.ts'
import type { Llm } from '../ports/llm.ts'
import type { Logger } from '../ports/logger.ts'
import type { RateLimiter } from '../ports/rate-limiter.ts'
import type { Closers } from './closers.ts'
import { requestTimeoutMs } from './time-limits.ts'

/** An answer of the longest kind takes a minute or two. */
const GEMINI_LONGEST_MS = 270_000

type GeminiPort = 'LLM' | 'EMBEDDER'

export interface GeminiContext {
  readonly config: Config
  readonly logger: Logger
  readonly closers: Closers
}

/** Why Gemini is to be used for a port; null when it is not. */
export function geminiReason(config: Config, port: GeminiPort): string | null {
  if (config[port] === 'gemini') return `${port}=gemini`
  return config[port] === 'auto' && config.GEMINI_API_KEY !== undefined ? 'auto: GEMINI_API_KEY is set' : null
}

export function startGeminiLlm(context: GeminiContext): Promise<Llm> {
  const { GEMINI_MODEL: model, GEMINI_CONTEXT_TOKENS: contextTokens } = context.config
  return refuseWrong(context, 'LLM', createGeminiLlm({ ...geminiServer(context), model, contextTokens }))
}

export function startGeminiEmbedder(context: GeminiContext): Promise<Embedder> {
  const { GEMINI_EMBEDDING_MODEL: model, GEMINI_EMBEDDING_DIMENSIONS: dimensions } = context.config
  return refuseWrong(
    context,
    'EMBEDDER',
    createGeminiEmbedder({ ...geminiServer(context), model, dimensions }),
  )
}

function geminiServer(context: GeminiContext): GeminiServer {
  const { GEMINI_API_KEY: apiKey, GEMINI_BASE_URL: baseUrl, GEMINI_PRICES: prices } = context.config
  if (apiKey === undefined) throw new Error('GEMINI_API_KEY is not set')
  const limits = limitsOf(context)
  return {
    apiKey,
    clock: systemClock,
    prices,
    // Node's fetch gives up after five minutes without an answer.
    timeoutMs: Math.min(requestTimeoutMs(context.config), GEMINI_LONGEST_MS),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(limits === null ? {} : { limits }),
  }
}

function limitsOf(context: GeminiContext): GeminiLimits | null {
  const { GEMINI_REQUESTS_PER_MINUTE: requests, GEMINI_TOKENS_PER_MINUTE: tokens } = context.config
  if (requests === undefined && tokens === undefined) return null
  return {
    limiter: rateLimiter(context),
    ...(requests === undefined ? {} : { requestsPerMinute: requests }),
    ...(tokens === undefined ? {} : { tokensPerMinute: tokens }),
  }
}

/** Shared by all processes where they share a Redis. */
function rateLimiter({ config, closers }: GeminiContext): RateLimiter {
  if (config.REDIS_URL === undefined) return createMemoryRateLimiter({ clock: systemClock })
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
