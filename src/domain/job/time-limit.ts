/** How long work on audio may take. Longer audio may take longer; nothing may take for ever. */
export interface TimeLimit {
  /** Whatever the length: loading a model, waiting for a limit per minute. */
  readonly baseMs: number
  readonly msPerAudioSecond: number
  readonly mostMs: number
}

export const timeLimitMs = ({ baseMs, msPerAudioSecond, mostMs }: TimeLimit, audioSeconds: number): number =>
  Math.min(mostMs, baseMs + msPerAudioSecond * Math.max(0, audioSeconds))

/** Every time limit that depends on a book; what a worker waits for beyond it is hung and fails its attempt as transient. */
export interface TimeLimits {
  /** A transcription as a whole, and each piece of one by the length of the piece. */
  readonly transcribe: TimeLimit
  /** A summary or a list of tags by what it is about; a batch of vectors by the speech in it. */
  readonly describe: TimeLimit
  /** What a vendor that works by itself may take from submission to transcript. */
  readonly vendor: TimeLimit
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** A book of 300 hours on a slow machine is still done piece by piece. */
export const LONGEST_TIME_LIMIT_MS = 14 * 24 * HOUR_MS

/** Six times as long as the audio plays: thirty times what the local engine needs on one processor. */
export const DEFAULT_TIME_LIMITS: TimeLimits = {
  transcribe: { baseMs: 10 * MINUTE_MS, msPerAudioSecond: 6_000, mostMs: LONGEST_TIME_LIMIT_MS },
  describe: { baseMs: 15 * MINUTE_MS, msPerAudioSecond: 1_000, mostMs: LONGEST_TIME_LIMIT_MS },
  vendor: { baseMs: 24 * HOUR_MS, msPerAudioSecond: 1_000, mostMs: LONGEST_TIME_LIMIT_MS },
}
