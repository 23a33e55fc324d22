import { err, type Result, ResultAsync } from 'neverthrow'
import type { Clock } from './clock.ts'
import { type PortError, type PortResult, transientError } from './port-error.ts'

/** Who is waited for, how long at most, and who may stop it. */
export interface Wait {
  readonly clock: Clock
  readonly limitMs: number
  /** For the message, e.g. `The transcriber pocketsphinx`. */
  readonly who: string
  readonly signal: AbortSignal
}

/**
 * Runs what may hang. Beyond the limit the signal that it got is aborted and the answer is transient (`engine_timeout`),
 * whether or not the work obeys.
 */
export const withinTime = <T>(wait: Wait, run: (signal: AbortSignal) => PortResult<T>): PortResult<T> =>
  new ResultAsync(raceTime(wait, run))

async function raceTime<T>(
  { clock, limitMs, who, signal }: Wait,
  run: (signal: AbortSignal) => PortResult<T>,
): Promise<Result<T, PortError>> {
  const over = new AbortController()
  const settled = new AbortController()
  const limit = async (): Promise<Result<T, PortError>> => {
    await clock.sleep(limitMs, settled.signal)
    over.abort()
    return err(transientError('engine_timeout', `${who} did not finish within ${describe(limitMs)}.`))
  }
  try {
    const late = limit()
    const first = await Promise.race([late, run(AbortSignal.any([signal, over.signal]))])
    // Work that obeys says that it was stopped, maybe before the limit has said why.
    return first.isErr() && over.signal.aborted ? await late : first
  } finally {
    settled.abort()
  }
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

const describe = (durationMs: number): string => {
  if (durationMs >= 2 * HOUR_MS) return `${Math.round(durationMs / HOUR_MS)} hours`
  if (durationMs >= 2 * MINUTE_MS) return `${Math.round(durationMs / MINUTE_MS)} minutes`
  return `${Math.round(durationMs / SECOND_MS)} s`
}
