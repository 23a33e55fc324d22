import type { Webhook } from '../adapters/revai/job-options.ts'
import type { Config } from '../config.ts'
import { API_BASE_PATH } from '../http/base-path.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Transcriber } from '../ports/transcriber.ts'
import { loadAdapter } from './load-adapter.ts'
import { timeLimitsOf } from './time-limits.ts'

/** Rev.ai where it is asked for, or where its key is given and nothing else is asked for. */
export function chooseRevAi({
  config,
  logger,
  clock,
}: {
  readonly config: Config
  readonly logger: Logger
  readonly clock: Clock
}): { readonly build: () => Promise<Transcriber>; readonly reason: string } | null {
  const { TRANSCRIBER: wanted, REV_AI_API_KEY: apiKey } = config
  if (apiKey === undefined || (wanted !== 'revai' && wanted !== 'auto')) return null
  const webhook = webhookOf(config)
  const why = wanted === 'revai' ? 'TRANSCRIBER=revai' : 'auto: REV_AI_API_KEY is set'
  return {
    async build() {
      const { createRevAiTranscriber } = await loadAdapter(
        'revai-node-sdk',
        'REV_AI_API_KEY',
        () => import('../adapters/revai/transcriber.ts'),
      )
      return createRevAiTranscriber({
        ...{
          apiKey,
          baseUrl: config.REV_AI_BASE_URL,
          clock,
          random: Math.random,
          logger,
          webhook,
        },
        deleteAfterTranscription: config.REV_AI_DELETE_AFTER_TRANSCRIPTION,
        usdPerHour: config.REV_AI_USD_PER_HOUR ?? null,
        timeLimit: timeLimitsOf(config).vendor,
        shortestPollMs: pollSeconds(config, webhook) * 1000,
      })
    },
    reason: `${why}; ${describeNews(config, webhook)}`,
  }
}

function webhookOf({
  API_BASE_URL: baseUrl,
  REV_AI_WEBHOOK_SECRET: secret,
  REV_AI_BASE_URL: revAiUrl,
}: Config): Webhook | null {
  if (baseUrl === undefined || secret === undefined || !canReach(revAiUrl, baseUrl)) return null
  return { url: `${baseUrl}${API_BASE_PATH}/webhooks/revai`, secret }
}

/** Where Rev.ai reports by itself, polls are for the news that get lost. */
const pollSeconds = (config: Config, webhook: Webhook | null): number =>
  config.REV_AI_POLL_SECONDS ?? (webhook === null ? 30 : 120)

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** What listens on this machine alone is reached by a vendor on this machine alone. */
const canReach = (vendorUrl: string, ourUrl: string): boolean =>
  !LOOPBACK.test(new URL(ourUrl).hostname) || LOOPBACK.test(new URL(vendorUrl).hostname)

function describeNews(config: Config, webhook: Webhook | null): string {
  if (webhook !== null) return `reports to ${new URL(webhook.url).origin}`
  const missing = (['API_BASE_URL', 'REV_AI_WEBHOOK_SECRET'] as const).filter(
    (variable) => config[variable] === undefined,
  )
  const reason =
    missing.length > 0 ? `for want of ${missing.join(' and ')}` : 'since API_BASE_URL is not public'
  return `polled every ${pollSeconds(config, webhook)} s or more, ${reason}`
}
