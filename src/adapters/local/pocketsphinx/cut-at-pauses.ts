/** What the recogniser takes: mono, 16 bit, little-endian. */
export const SAMPLE_RATE = 16_000
const BYTES_PER_MS = (SAMPLE_RATE * 2) / 1000

/** A piece of the audio, to be recognised by itself. */
export interface Piece {
  /** From the start of the audio; a multiple of the frame. */
  readonly startMs: number
  readonly endMs: number
  readonly pcm: Buffer
  /** Nothing in it is loud enough to be speech. */
  readonly isSilent: boolean
  /** Stretches as quiet as that, from the start of the audio; short ones only at the ends, where the next piece may go on. */
  readonly silences: readonly SilentStretch[]
}

export interface SilentStretch {
  readonly startMs: number
  readonly endMs: number
}

export interface CutLimits {
  readonly minPieceMs: number
  readonly maxPieceMs: number
}

const FRAME_MS = 20
const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000
const FRAME_BYTES = FRAME_SAMPLES * 2

/** A pause is at least so long: shorter quiet stretches are the closures of p, t, k. */
const MIN_PAUSE_FRAMES = 8
/** Where the threshold lies between the quiet (10th percentile) and the loud (90th) of the audio at hand, in dB. */
const QUIET_PERCENTILE = 0.1
const LOUD_PERCENTILE = 0.9
const THRESHOLD_FRACTION = 0.3
/** RMS of full scale 32,768, about -60 dB: below it there is no speech, whatever the rest is like. */
const SILENCE_RMS = 33
/** Without any pause: the quietest stretch of so many frames, which is at least between two syllables. */
const FALLBACK_FRAMES = 5
/** Shorter silences inside a piece are pauses, of which nobody need know. */
const MIN_SILENCE_FRAMES = 50

/**
 * Cuts a stream of PCM into pieces at the longest pause between the two limits. The threshold between pause and speech
 * follows the audio; the same audio is always cut in the same way, so that an earlier attempt's pieces can be found again.
 * Holds one piece in memory.
 */
export async function* cutAtPauses(
  pcm: AsyncIterable<Uint8Array>,
  { minPieceMs, maxPieceMs }: CutLimits,
): AsyncGenerator<Piece, void, void> {
  const window = Buffer.allocUnsafe(maxPieceMs * BYTES_PER_MS)
  let filledBytes = 0
  let startMs = 0

  const take = (lengthMs: number): Piece => {
    const bytes = Math.min(filledBytes, lengthMs * BYTES_PER_MS)
    const piecePcm = Buffer.from(window.subarray(0, bytes))
    window.copyWithin(0, bytes, filledBytes)
    filledBytes -= bytes
    const endMs = startMs + lengthMs
    const silences = silencesIn(piecePcm, startMs, endMs)
    const isSilent = silences.some((silence) => silence.startMs === startMs && silence.endMs === endMs)
    const piece = { startMs, endMs, pcm: piecePcm, isSilent, silences }
    startMs = endMs
    return piece
  }

  for await (const chunk of pcm) {
    let offset = 0
    while (offset < chunk.byteLength) {
      const count = Math.min(chunk.byteLength - offset, window.byteLength - filledBytes)
      window.set(chunk.subarray(offset, offset + count), filledBytes)
      filledBytes += count
      offset += count
      if (filledBytes === window.byteLength) yield take(findCutMs(window, minPieceMs))
    }
  }
  const restMs = Math.floor(filledBytes / BYTES_PER_MS)
  if (restMs > 0) yield take(restMs)
}

const frameLevels = (pcm: Buffer): Float64Array => {
  const levels = new Float64Array(Math.floor(pcm.byteLength / FRAME_BYTES))
  for (let frame = 0; frame < levels.length; frame++) {
    let sum = 0
    const end = (frame + 1) * FRAME_BYTES
    for (let offset = frame * FRAME_BYTES; offset < end; offset += 2) {
      const sample = pcm.readInt16LE(offset)
      sum += sample * sample
    }
    levels[frame] = Math.sqrt(sum / FRAME_SAMPLES)
  }
  return levels
}

function silencesIn(pcm: Buffer, startMs: number, endMs: number): readonly SilentStretch[] {
  const levels = frameLevels(pcm)
  const silences: SilentStretch[] = []
  let from = 0
  for (let frame = 0; frame <= levels.length; frame++) {
    if (frame < levels.length && (levels[frame] ?? 0) < SILENCE_RMS) continue
    const isLast = frame === levels.length
    const isKept = frame - from >= MIN_SILENCE_FRAMES || from === 0 || isLast
    // What is left over after the last frame is too short to be told.
    const until = isLast ? endMs : startMs + frame * FRAME_MS
    if (isKept && (frame > from || levels.length === 0)) {
      silences.push({ startMs: startMs + from * FRAME_MS, endMs: until })
    }
    from = frame + 1
  }
  return silences
}

const findCutMs = (pcm: Buffer, minPieceMs: number): number => {
  const levels = frameLevels(pcm)
  const firstFrame = Math.ceil(minPieceMs / FRAME_MS)
  const frame = middleOfLongestPause(levels, firstFrame) ?? quietestFrame(levels, firstFrame)
  return frame * FRAME_MS
}

const middleOfLongestPause = (levels: Float64Array, firstFrame: number): number | null => {
  const threshold = pauseThreshold(levels)
  let best: { readonly middle: number; readonly frames: number } | null = null
  let pauseStart = firstFrame
  for (let frame = firstFrame; frame <= levels.length; frame++) {
    if (frame < levels.length && (levels[frame] ?? 0) < threshold) continue
    const frames = frame - pauseStart
    const middle = pauseStart + Math.floor(frames / 2)
    if (frames >= MIN_PAUSE_FRAMES && frames >= (best?.frames ?? 0)) best = { middle, frames }
    pauseStart = frame + 1
  }
  return best?.middle ?? null
}

const pauseThreshold = (levels: Float64Array): number => {
  const sorted = levels.toSorted()
  const decibels = (fraction: number) =>
    20 * Math.log10(Math.max(1, sorted[Math.floor(fraction * (sorted.length - 1))] ?? 1))
  const quiet = decibels(QUIET_PERCENTILE)
  const loud = decibels(LOUD_PERCENTILE)
  return Math.max(SILENCE_RMS, 10 ** ((quiet + THRESHOLD_FRACTION * (loud - quiet)) / 20))
}

const quietestFrame = (levels: Float64Array, firstFrame: number): number => {
  let best = { frame: levels.length, sum: Number.POSITIVE_INFINITY }
  for (let start = firstFrame; start + FALLBACK_FRAMES <= levels.length; start++) {
    const sum = levels.subarray(start, start + FALLBACK_FRAMES).reduce((total, level) => total + level, 0)
    if (sum <= best.sum) best = { frame: start + Math.floor(FALLBACK_FRAMES / 2), sum }
  }
  return best.frame
}
