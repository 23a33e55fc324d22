import { roundSeconds } from './timed-words.ts'
import type { Segment, Transcript } from './transcript.ts'

/** Seconds from the start of the audio that is looked at. */
export interface Stretch {
  readonly startSeconds: number
  readonly endSeconds: number
}

/** Where speech may be missing from a transcript. `no_speech`: it has no words at all. */
export const COVERAGE_CODES = [
  'no_speech',
  'missing_at_start',
  'missing_inside',
  'missing_at_end',
  'low_coverage',
] as const
export type CoverageCode = (typeof COVERAGE_CODES)[number]

export interface CoverageWarning extends Stretch {
  readonly code: CoverageCode
}

/** How much of a chapter's audio its transcript accounts for. */
export interface Coverage {
  /** As the file says; what the engine heard where the file says nothing. */
  readonly audioSeconds: number
  /** Of them: words with the pauses between them, and what the engine knows to be silent. */
  readonly transcribedSeconds: number
  /** In order of time; the longest where there are too many. */
  readonly warnings: readonly CoverageWarning[]
}

/** What is worth a warning: a gap longer than either. */
export interface CoverageLimits {
  readonly gapSeconds: number
  /** 0..1 of the chapter. */
  readonly gapShare: number
}

export const DEFAULT_COVERAGE_LIMITS: CoverageLimits = { gapSeconds: 30, gapShare: 0.1 }

/** Readers pause so long between two sentences; it says nothing of missing speech. */
const PAUSE_SECONDS = 3
/** In a chapter of a minute a tenth is a pause or a jingle: below this no share counts. */
const LEAST_GAP_SECONDS = 10
export const MAX_COVERAGE_WARNINGS = 50

/**
 * Holds a transcript against the length of its audio. Silence that the engine heard is no gap; what it says nothing of
 * may be speech that was lost.
 */
export function measureCoverage(
  transcript: Transcript,
  audio: { readonly durationSeconds: number; readonly silences: readonly Stretch[] },
  limits: CoverageLimits = DEFAULT_COVERAGE_LIMITS,
): Coverage {
  const audioSeconds = audio.durationSeconds > 0 ? audio.durationSeconds : transcript.durationSeconds
  const within = (stretches: readonly Stretch[]) => mergeStretches(clip(stretches, audioSeconds))
  const spoken = within(transcript.segments.flatMap(stretchesOf))
  const gaps = gapsBetween(within([...spoken, ...audio.silences]), audioSeconds).filter(
    (gap) => lengthOf(gap) > PAUSE_SECONDS,
  )
  const missingSeconds = gaps.reduce((sum, gap) => sum + lengthOf(gap), 0)
  const longest = Math.min(limits.gapSeconds, Math.max(LEAST_GAP_SECONDS, limits.gapShare * audioSeconds))
  const wide = gaps.filter((gap) => lengthOf(gap) > longest)
  return {
    audioSeconds: roundSeconds(audioSeconds),
    transcribedSeconds: roundSeconds(Math.max(0, audioSeconds - missingSeconds)),
    warnings: warningsOf(spoken, wide, missingSeconds, longest, audioSeconds),
  }
}

function warningsOf(
  spoken: readonly Stretch[],
  wide: readonly Stretch[],
  missingSeconds: number,
  longest: number,
  audioSeconds: number,
): readonly CoverageWarning[] {
  const whole = { startSeconds: 0, endSeconds: roundSeconds(audioSeconds) }
  if (spoken.length === 0) return wide.length === 0 ? [] : [{ code: 'no_speech', ...whole }]
  const [first] = spoken
  const last = spoken.at(-1)
  const codeOf = (gap: Stretch): CoverageCode => {
    if (gap.endSeconds <= (first?.startSeconds ?? 0)) return 'missing_at_start'
    return gap.startSeconds >= (last?.endSeconds ?? 0) ? 'missing_at_end' : 'missing_inside'
  }
  const warnings = longestOf(wide).map((gap) => ({
    code: codeOf(gap),
    startSeconds: roundSeconds(gap.startSeconds),
    endSeconds: roundSeconds(gap.endSeconds),
  }))
  // Many gaps of which none is wide are a loss all the same.
  if (warnings.length === 0 && missingSeconds > Math.max(longest, audioSeconds / 2)) {
    return [{ code: 'low_coverage', ...whole }]
  }
  return warnings
}

const longestOf = (gaps: readonly Stretch[]): readonly Stretch[] =>
  gaps.length <= MAX_COVERAGE_WARNINGS
    ? gaps
    : gaps
        .toSorted((a, b) => lengthOf(b) - lengthOf(a))
        .slice(0, MAX_COVERAGE_WARNINGS)
        .toSorted((a, b) => a.startSeconds - b.startSeconds)

/** Engines without word times vouch for their segments. */
const stretchesOf = (segment: Segment): readonly Stretch[] =>
  segment.words.length > 0 ? segment.words : [segment]

const lengthOf = ({ startSeconds, endSeconds }: Stretch): number => endSeconds - startSeconds

const clip = (stretches: readonly Stretch[], endSeconds: number): readonly Stretch[] =>
  stretches.flatMap((stretch) => {
    const start = Math.max(0, stretch.startSeconds)
    const end = Math.min(endSeconds, stretch.endSeconds)
    return start <= end ? [{ startSeconds: start, endSeconds: end }] : []
  })

/** In order, apart from each other. */
export function mergeStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const merged: Stretch[] = []
  for (const { startSeconds, endSeconds } of stretches.toSorted((a, b) => a.startSeconds - b.startSeconds)) {
    const last = merged.at(-1)
    if (last !== undefined && startSeconds <= last.endSeconds) {
      merged[merged.length - 1] = { ...last, endSeconds: Math.max(last.endSeconds, endSeconds) }
    } else {
      merged.push({ startSeconds, endSeconds })
    }
  }
  return merged
}

function gapsBetween(covered: readonly Stretch[], endSeconds: number): readonly Stretch[] {
  const edges = [...covered, { startSeconds: endSeconds, endSeconds }]
  return edges.flatMap((next, index) => {
    const startSeconds = edges[index - 1]?.endSeconds ?? 0
    return next.startSeconds > startSeconds ? [{ startSeconds, endSeconds: next.startSeconds }] : []
  })
}

/** Silences of a file as a chapter inside it has them. */
export const stretchesWithin = (
  stretches: readonly Stretch[],
  { startSeconds, endSeconds }: Stretch,
): readonly Stretch[] =>
  stretches.flatMap((stretch) => {
    const start = Math.max(startSeconds, stretch.startSeconds) - startSeconds
    const end = Math.min(endSeconds, stretch.endSeconds) - startSeconds
    return start < end ? [{ startSeconds: start, endSeconds: end }] : []
  })
