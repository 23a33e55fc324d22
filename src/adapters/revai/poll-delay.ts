/** Webhooks bring the news; polls are for those that get lost. Most jobs are done within 5 minutes. */
const LONGEST_TO_SHORTEST = 10
/** Of the length of the audio: about as long as the vendor takes. */
const AUDIO_FRACTION = 1 / 40
/** Of the time since submission: who waits long is asked less often. */
const AGE_FRACTION = 1 / 4
const JITTER_FRACTION = 0.1

/** How long to leave a job alone: from `shortestMs` to ten times as long. `random` in [0, 1) keeps jobs out of step. */
export function pollDelayMs(input: {
  readonly audioSeconds: number
  readonly ageMs: number
  readonly shortestMs: number
  readonly random: number
}): number {
  const { audioSeconds, ageMs, shortestMs, random } = input
  const wantedMs = Math.max(audioSeconds * 1000 * AUDIO_FRACTION, Math.max(0, ageMs) * AGE_FRACTION)
  const boundedMs = Math.min(shortestMs * LONGEST_TO_SHORTEST, Math.max(shortestMs, wantedMs))
  return Math.ceil(boundedMs * (1 - JITTER_FRACTION * random))
}
