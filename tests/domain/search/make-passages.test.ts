import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { makePassages } from '../../../src/domain/search/make-passages.ts'
import type { Segment, Transcript } from '../../../src/domain/transcript/transcript.ts'
import { allWords, transcripts } from '../transcript/arbitraries.ts'

const ids = () => {
  let count = 0
  return () => `id-${count++}`
}

const speech = (segmentSeconds: readonly number[]): Transcript => {
  let atSeconds = 0
  const segments = segmentSeconds.map((seconds, index): Segment => {
    const startSeconds = atSeconds
    atSeconds += seconds
    const words = Array.from({ length: seconds }, (_, second) => ({
      text: `w${index}-${second}`,
      startSeconds: startSeconds + second,
      endSeconds: startSeconds + second + 1,
    }))
    return { text: words.map(({ text }) => text).join(' '), startSeconds, endSeconds: atSeconds, words }
  })
  return { language: 'en', engine: 'test', durationSeconds: atSeconds, segments }
}

const spans = (transcript: Transcript) =>
  makePassages('chapter', transcript, ids()).map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])

describe('makePassages', () => {
  test('packs segments into passages near 45 s, numbered, with their lines', () => {
    const passages = makePassages('chapter', speech(Array.from({ length: 27 }, () => 5)), ids())
    expect(passages.map(({ id, index }) => [id, index])).toEqual([
      ['id-0', 0],
      ['id-1', 1],
      ['id-2', 2],
    ])
    expect(passages.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [0, 45],
      [45, 90],
      [90, 135],
    ])
    expect(passages[0]?.lines.length).toBe(9)
    expect(passages[0]?.text).toBe(passages[0]?.lines.map(({ text }) => text).join(' '))
  })

  test('leaves no short rest where speech can be shared out', () => {
    expect(spans(speech(Array.from({ length: 14 }, () => 5)))).toEqual([
      [0, 35],
      [35, 70],
    ])
  })

  test('cuts a long segment between words', () => {
    expect(spans(speech([100]))).toEqual([
      [0, 50],
      [50, 100],
    ])
    expect(spans(speech([20]))).toEqual([[0, 20]])
  })

  test('makes nothing of silence', () => {
    expect(spans(speech([]))).toEqual([])
  })

  test('puts every word into exactly one passage, in order, never over a minute', () => {
    fc.assert(
      fc.property(transcripts(600), (transcript) => {
        const passages = makePassages('chapter', transcript, ids())
        expect(passages.map(({ text }) => text).join(' ')).toBe(
          allWords(transcript)
            .map(({ text }) => text)
            .join(' '),
        )
        passages.forEach((passage, index) => {
          expect(passage.endSeconds - passage.startSeconds).toBeLessThanOrEqual(60)
          expect(passage.startSeconds).toBeGreaterThanOrEqual(passages[index - 1]?.endSeconds ?? 0)
          expect(passage.lines[0]?.startSeconds).toBe(passage.startSeconds)
        })
      }),
    )
  })

  test('keeps within 30 to 60 s when there is more speech than that without long silences', () => {
    const segments = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 45, maxLength: 200 })
    fc.assert(
      fc.property(segments, (lengths) => {
        fc.pre(lengths.reduce((sum, seconds) => sum + seconds, 0) >= 120)
        for (const [start = 0, end = 0] of spans(speech(lengths))) {
          expect(end - start).toBeGreaterThanOrEqual(30)
          expect(end - start).toBeLessThanOrEqual(60)
        }
      }),
    )
  })
})
