import type { SingleRequestOptions } from '@google/generative-ai'
import { err, ok, type Result } from 'neverthrow'
import { type PortError, transientError } from '../../ports/port-error.ts'
import { errorOfException, errorOfRefusal, isRefusal, refusalOf } from './errors.ts'
import { type GeminiServer, labelOf } from './server.ts'
import { waitForRoom } from './wait-for-room.ts'

/** Generating a long answer takes minutes; Node's fetch gives up after five without an answer. */
const DEFAULT_TIMEOUT_MS = 4.5 * 60_000

export interface GeminiCall<T> {
  readonly model: string
  /** Estimated, of what is sent. */
  readonly inputTokens: number
  readonly signal: AbortSignal
  readonly send: (options: SingleRequestOptions) => Promise<T>
}

/**
 * One request, once the limits leave room for it. No retries here: the job that asked is retried as a whole, with
 * backoff. The SDK ignores signals that are aborted already and never clears its own timer, so both are done here.
 */
export async function callGemini<T>(
  server: GeminiServer,
  { model, inputTokens, signal: caller, send }: GeminiCall<T>,
): Promise<Result<T, PortError>> {
  const label = labelOf(server)
  const aborted = transientError('aborted', `the request to ${label} was stopped`)
  const room = await waitForRoom(server, model, inputTokens, caller)
  if (caller.aborted) return err(aborted)
  if (room.isErr()) return err(room.error)
  const deadline = AbortSignal.timeout(server.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  try {
    const answer = await send({ signal: AbortSignal.any([caller, deadline]) })
    return caller.aborted ? err(aborted) : ok(answer)
  } catch (cause) {
    if (caller.aborted) return err(aborted)
    if (deadline.aborted) return err(transientError('timeout', `${label} did not answer in time`))
    const { apiKey, clock } = server
    return err(
      isRefusal(cause)
        ? errorOfRefusal(refusalOf(cause), { label, model, apiKey, now: clock.now() })
        : errorOfException(cause, label),
    )
  }
}
