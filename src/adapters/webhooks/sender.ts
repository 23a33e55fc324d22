import type { SendOutcome } from '../../domain/webhook/after-attempt.ts'
import type { WebhookMessage, WebhookSender } from '../../ports/webhook-sender.ts'
import { type Resolve, resolveName } from './guarded-lookup.ts'
import { post, type Reply } from './post.ts'
import { readRetryAfter } from './retry-after.ts'
import { makeSecret, signatures } from './sign.ts'
import { createTargetGuard } from './target-guard.ts'

export interface WebhookSenderOptions {
  /** Networks (`10.0.0.0/8`) and addresses that may be sent to though they are private; http goes to these alone. */
  readonly allowedTargets: readonly string[]
  /** For name look-up, connection and answer together. */
  readonly timeoutMs: number
  /** Of `User-Agent`. */
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** For tests: in place of the system's name resolution. */
  readonly resolve?: Resolve
}

/** Signed POST requests to where people wish, but not into the networks that this machine sees and they don't. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const guard = createTargetGuard(options.allowedTargets)
  const { timeoutMs, resolve = resolveName } = options
  return {
    makeSecret,
    checkTarget: guard.checkUrl,
    async send(message, signal) {
      const startedMs = performance.now()
      const durationMs = () => performance.now() - startedMs
      const unanswered = (code: string, text: string): SendOutcome => ({
        ...{ kind: 'unanswered', code, message: text },
        durationMs: durationMs(),
      })
      const checked = guard.checkUrl(message.url)
      if (checked.isErr()) return unanswered('refused_target', checked.error.message)
      const headers = headersOf(message, options)
      const reply = await post(
        { url: new URL(message.url), headers, body: message.body },
        { guard, resolve, timeoutMs, signal },
      )
      if (signal.aborted) return null
      if (!reply.ok) return unanswered(reply.code, reply.message)
      return answered(reply, durationMs(), options.now())
    },
  }
}

function answered(reply: Extract<Reply, { ok: true }>, durationMs: number, nowMs: number): SendOutcome {
  const { status, body, retryAfter } = reply
  return { kind: 'answered', status, body, retryAfterMs: readRetryAfter(retryAfter, nowMs), durationMs }
}

function headersOf({ id, body, secrets }: WebhookMessage, { version, now }: WebhookSenderOptions) {
  const timestamp = String(Math.floor(now() / 1_000))
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': `chapterwise/${version}`,
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures(secrets, { id, timestamp, body }),
    // Every attempt has its own connection, to an address that was looked at for it.
    connection: 'close',
  }
}
