import { createWebhookSender } from '../adapters/webhooks/sender.ts'
import { VERSION } from '../build-info.ts'
import type { Config } from '../config.ts'
import { renderEvent } from '../http/schemas/webhook-payload.ts'
import { startWebhookDispatcher, type WebhookDispatcherDeps } from '../workers/webhook-dispatcher.ts'

/** An endpoint is paused when as many attempts failed in a row, over the time that is configured. */
const PAUSE_AFTER_FAILURES = 10
const SECOND_MS = 1_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Given = Omit<WebhookDispatcherDeps, 'webhookSender' | 'webhookTimeoutMs' | 'pauseRule' | 'renderEvent'>

/** What sends webhooks, by the configuration. */
export function openWebhooks(config: Config, ports: Given) {
  const webhookTimeoutMs = config.WEBHOOK_TIMEOUT_SECONDS * SECOND_MS
  const sender = createWebhookSender({
    allowedTargets: config.WEBHOOK_ALLOWED_TARGETS,
    timeoutMs: webhookTimeoutMs,
    version: VERSION,
    now: () => ports.clock.now().getTime(),
  })
  const pauseRule = {
    failures: PAUSE_AFTER_FAILURES,
    durationMs: config.WEBHOOK_PAUSE_AFTER_HOURS * HOUR_MS,
  }
  return {
    sender,
    keepDeliveriesMs: config.WEBHOOK_KEEP_DAYS * DAY_MS,
    startDispatcher: () =>
      startWebhookDispatcher({ ...ports, webhookSender: sender, webhookTimeoutMs, pauseRule, renderEvent }),
  }
}
