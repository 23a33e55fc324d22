import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  type Coverage,
  DEFAULT_COVERAGE_LIMITS,
  MAX_COVERAGE_WARNINGS,
  measureCoverage,
  mergeStretches,
  type Stretch,
  stretchesWithin,
} from '../../../src/domain/transcript/coverage.ts'
import type { Transcript } from '../../../src/domain/transcript/transcript.ts'
import { transcripts } from './arbitraries.ts'

/** Speech in these stretches, without word times. */
const spoken = (stretches: readonly (readonly [number, number])[], durationSeconds = 0): Transcript => ({
  ...{ language: 'en', engine: 'test', durationSeconds },
  segments: stretches.map(([startSeconds, endSeconds]) => ({
    ...{ text: 'x', startSeconds, endSeconds, words: [] },
  })),
})

const stretch = (startSeconds: number, endSeconds: number): Stretch => ({ startSeconds, endSeconds })
const measure = (transcript: Transcript, durationSeconds: number, silences: readonly Stretch[] = []) =>
  measureCoverage(transcript, { durationSeconds, silences })
const codes = ({ warnings }: Coverage) => warnings.map(({ code }) => code)

describe('coverage', () => {
  test('speech from end to end, with pauses, is complete', () => {
    const transcript = spoken([
      [1, 300],
      [302.5, 599],
    ])
    expect(measure(transcript, 600)).toEqual({ audioSeconds: 600, transcribedSeconds: 600, warnings: [] })
  })

  test('gaps at the start, inside and at the end are told, with their places', () => {
    const coverage = measure(
      spoken([
        [40, 200],
        [260.5, 500],
      ]),
      900,
    )
    expect(coverage).toEqual({
      audioSeconds: 900,
      transcribedSeconds: 900 - 40 - 60.5 - 400,
      warnings: [
        { code: 'missing_at_start', ...stretch(0, 40) },
        { code: 'missing_inside', ...stretch(200, 260.5) },
        { code: 'missing_at_end', ...stretch(500, 900) },
      ],
    })
  })

  test('silence that the engine heard is no gap; what surrounds it may be', () => {
    const transcript = spoken([[0, 100]])
    expect(measure(transcript, 200, [stretch(99, 200)]).warnings).toEqual([])
    expect(measure(transcript, 200, [stretch(150, 200)]).warnings).toEqual([
      { code: 'missing_at_end', ...stretch(100, 150) },
    ])
  })

  test('no words at all: a warning, unless there was nothing to hear', () => {
    expect(codes(measure(spoken([]), 60))).toEqual(['no_speech'])
    expect(measure(spoken([]), 60, [stretch(0, 60)])).toMatchObject({ transcribedSeconds: 60, warnings: [] })
    expect(codes(measure(spoken([], 5), 0))).toEqual([])
  })

  test('in a short chapter a share counts, in a very short one nothing does', () => {
    expect(codes(measure(spoken([[0, 88]]), 100))).toEqual(['missing_at_end'])
    expect(codes(measure(spoken([[0, 91]]), 100))).toEqual([])
    expect(codes(measure(spoken([[0, 2]]), 10))).toEqual([])
  })

  test('audio that ends early for the decoder is a gap up to the length that the file says', () => {
    expect(measure(spoken([[0, 299]], 300), 3_000)).toMatchObject({
      audioSeconds: 3_000,
      warnings: [{ code: 'missing_at_end', ...stretch(299, 3_000) }],
    })
  })

  test('many short gaps are low coverage together', () => {
    const islands = Array.from({ length: 100 }, (_, index) => [index * 20, index * 20 + 5] as const)
    expect(codes(measure(spoken(islands), 2_000))).toEqual(['low_coverage'])
  })

  test('no more warnings than a row should hold: the longest, in order', () => {
    const islands = Array.from(
      { length: 200 },
      (_, index) => [index * (60 + index), index * (60 + index) + 1] as const,
    )
    const { warnings } = measure(spoken(islands), 60_000)
    expect(warnings).toHaveLength(MAX_COVERAGE_WARNINGS)
    const lengths = warnings.map(({ startSeconds, endSeconds }) => endSeconds - startSeconds)
    expect(Math.min(...lengths)).toBeGreaterThan(300)
    expect(warnings.map(({ startSeconds }) => startSeconds)).toEqual(
      warnings.map(({ startSeconds }) => startSeconds).sort((a, b) => a - b),
    )
  })

  const silences = fc.array(
    fc
      .tuple(fc.nat(200_000), fc.nat(30_000))
      .map(([start, length]) => stretch(start / 1000, (start + length) / 1000)),
    { maxLength: 8 },
  )
  const audio = fc.record({ durationSeconds: fc.integer({ min: 1, max: 400 }), silences })

  test('property: shares of the audio, warnings inside it, apart and in order', () => {
    fc.assert(
      fc.property(transcripts(120), audio, (transcript, given) => {
        const { audioSeconds, transcribedSeconds, warnings } = measureCoverage(transcript, given)
        expect(audioSeconds).toBe(given.durationSeconds)
        expect(transcribedSeconds).toBeGreaterThanOrEqual(0)
        expect(transcribedSeconds).toBeLessThanOrEqual(audioSeconds)
        let last = 0
        for (const { startSeconds, endSeconds } of warnings) {
          expect(startSeconds).toBeGreaterThanOrEqual(last)
          expect(endSeconds).toBeLessThanOrEqual(audioSeconds)
          last = endSeconds
        }
      }),
    )
  })

  test('property: no gap without words or known silence that is longer than the limit goes unsaid', () => {
    fc.assert(
      fc.property(transcripts(60), audio, (transcript, given) => {
        const { warnings } = measureCoverage(transcript, given)
        const known = mergeStretches([
          ...transcript.segments.flatMap(({ words }) => words),
          ...given.silences,
        ])
        const bounds = [
          0,
          ...known.flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]),
          given.durationSeconds,
        ]
        for (let index = 0; index < bounds.length; index += 2) {
          const start = bounds[index] ?? 0
          const end = Math.min(bounds[index + 1] ?? 0, given.durationSeconds)
          if (end - start <= DEFAULT_COVERAGE_LIMITS.gapSeconds) continue
          expect(warnings.some((warning) => warning.startSeconds <= start && warning.endSeconds >= end)).toBe(
            true,
          )
        }
      }),
    )
  })

  test('property: more silence known never makes coverage worse', () => {
    fc.assert(
      fc.property(transcripts(60), audio, silences, (transcript, given, more) => {
        const before = measureCoverage(transcript, given)
        const after = measureCoverage(transcript, { ...given, silences: [...given.silences, ...more] })
        expect(after.transcribedSeconds).toBeGreaterThanOrEqual(before.transcribedSeconds)
      }),
    )
  })

  test('silences of a file are cut to the chapter', () => {
    expect(stretchesWithin([stretch(5, 15), stretch(18, 40), stretch(50, 60)], stretch(10, 30))).toEqual([
      stretch(0, 5),
      stretch(8, 20),
    ])
  })
})
