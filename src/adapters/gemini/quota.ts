import * as z from 'zod'
import { type PortError, permanentError, throttledError } from '../../ports/port-error.ts'
import { nextPacificMidnight } from './pacific-midnight.ts'

/** When Google limits the rate without saying for how long: the quotas it speaks of are per minute. */
const DEFAULT_RETRY_MS = 60_000
const MAX_RETRY_MS = 24 * 60 * 60 * 1000

const detailSchema = z.object({
  '@type': z.string().optional(),
  retryDelay: z.string().optional(),
  violations: z
    .array(z.object({ quotaId: z.string().optional(), quotaValue: z.string().optional() }))
    .optional(),
})

/** HTTP 429: which quota is used up decides how long to stay away. */
export function quotaError(details: readonly unknown[] | undefined, said: string, now: Date): PortError {
  const read = (details ?? []).flatMap((detail) => detailSchema.safeParse(detail).data ?? [])
  const violations = read.flatMap((detail) => detail.violations ?? [])
  if (violations.some(({ quotaValue }) => quotaValue === '0')) {
    return permanentError(
      'no_quota',
      `${said} The project has no quota for this model: enable billing, or set GEMINI_MODEL to another.`,
    )
  }
  if (violations.some(({ quotaId }) => quotaId?.includes('PerDay'))) {
    const waitMs = nextPacificMidnight(now).getTime() - now.getTime()
    return throttledError('daily_quota', `${said} It is counted anew at midnight Pacific time.`, waitMs)
  }
  const retryMs = read.map((detail) => parseDuration(detail.retryDelay)).find((one) => one !== null)
  return throttledError('rate_limited', said, Math.min(MAX_RETRY_MS, retryMs ?? DEFAULT_RETRY_MS))
}

/** Seconds with a fraction, as protobuf writes a duration: `36s`, `0.5s`. */
function parseDuration(duration: string | undefined): number | null {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(duration ?? '')?.[1]
  return seconds === undefined ? null : Math.ceil(Number(seconds) * 1000)
}
