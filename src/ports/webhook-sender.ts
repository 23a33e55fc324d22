import type { Result } from 'neverthrow'
import type { SendOutcome } from '../domain/webhook/after-attempt.ts'

export interface WebhookMessage {
  /** The same in every attempt. */
  readonly id: string
  readonly url: string
  /** JSON; sent byte for byte, for it is signed. */
  readonly body: string
  /** The signature of each is sent: of the present secret, and of the one before while both hold. */
  readonly secrets: readonly string[]
}

export interface TargetRefusal {
  /** For people; names no address that a name stands for. */
  readonly message: string
}

/** Tells programs elsewhere, by Standard Webhooks (https://www.standardwebhooks.com, November 2026). */
export interface WebhookSender {
  /** A new signing secret. */
  makeSecret(): string
  /** Whether the URL may be sent to, as far as it shows without asking a name server. */
  checkTarget(url: string): Result<void, TargetRefusal>
  /** One attempt, bounded in time and in what it reads. Never rejects; null when it was aborted. */
  send(message: WebhookMessage, signal: AbortSignal): Promise<SendOutcome | null>
}
