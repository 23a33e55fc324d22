import { err, ok, type Result } from 'neverthrow'
import { type PortError, throttledError } from '../../ports/port-error.ts'
import type { RateDemand } from '../../ports/rate-limiter.ts'
import type { GeminiServer } from './server.ts'

/** Longer than a window, as others may be quicker. After that the job gives its place to another one and comes back. */
const LONGEST_WAIT_MS = 150_000

/**
 * Waits until the configured limits of the model leave room for a request. Without limits, and when the limiter can't be
 * asked, it does not wait: then Google's own answers are the limit.
 */
export async function waitForRoom(
  { limits, clock }: GeminiServer,
  model: string,
  inputTokens: number,
  signal: AbortSignal,
): Promise<Result<void, PortError>> {
  const demands = demandsOf(limits, model, inputTokens)
  if (limits === undefined || demands.length === 0) return ok(undefined)
  let waitedMs = 0
  while (!signal.aborted) {
    const waitMs = (await limits.limiter.reserve(demands)).unwrapOr(0)
    if (waitMs === 0) break
    if (waitedMs + waitMs > LONGEST_WAIT_MS) {
      return err(throttledError('own_limit', `the limits that are set for ${model} are used up`, waitMs))
    }
    await clock.sleep(waitMs, signal)
    waitedMs += waitMs
  }
  return ok(undefined)
}

/** Google counts per project and model. */
function demandsOf(limits: GeminiServer['limits'], model: string, inputTokens: number): RateDemand[] {
  const demand = (what: string, amount: number, perMinute: number | undefined): RateDemand[] =>
    perMinute === undefined ? [] : [{ key: `gemini:${model}:${what}`, amount, perMinute }]
  return [
    ...demand('requests', 1, limits?.requestsPerMinute),
    ...demand('tokens', inputTokens, limits?.tokensPerMinute),
  ]
}
