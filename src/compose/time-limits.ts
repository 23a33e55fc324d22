import type { Config } from '../config.ts'
import { LONGEST_TIME_LIMIT_MS, type TimeLimits } from '../domain/job/time-limit.ts'

const SECOND_MS = 1_000
const HOUR_MS = 3_600 * SECOND_MS

/** The configured time limits: for the jobs, and for the adapters that keep to them piece by piece. */
export const timeLimitsOf = (config: Config): TimeLimits => ({
  transcribe: {
    baseMs: config.TRANSCRIBE_TIMEOUT_BASE_SECONDS * SECOND_MS,
    msPerAudioSecond: config.TRANSCRIBE_TIMEOUT_FACTOR * SECOND_MS,
    mostMs: LONGEST_TIME_LIMIT_MS,
  },
  describe: {
    baseMs: config.AI_TIMEOUT_BASE_SECONDS * SECOND_MS,
    msPerAudioSecond: config.AI_TIMEOUT_FACTOR * SECOND_MS,
    mostMs: LONGEST_TIME_LIMIT_MS,
  },
  vendor: {
    baseMs: config.VENDOR_TIMEOUT_HOURS * HOUR_MS,
    msPerAudioSecond: SECOND_MS,
    mostMs: LONGEST_TIME_LIMIT_MS,
  },
})

/** Of one request that does not depend on the length of the audio: texts are cut to what a model reads. */
export const requestTimeoutMs = (config: Config): number => config.AI_REQUEST_TIMEOUT_SECONDS * SECOND_MS
