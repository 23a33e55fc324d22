import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { joinTranscripts } from '../../../src/domain/transcript/join.ts'
import { splitTranscript } from '../../../src/domain/transcript/split.ts'
import type { Transcript } from '../../../src/domain/transcript/transcript.ts'
import { allWords, contiguousMarks, transcripts } from './arbitraries.ts'

const book: Transcript = {
  language: 'en',
  engine: 'test',
  durationSeconds: 30,
  segments: [
    {
      text: 'Before, it ends. Here begins',
      startSeconds: 1,
      endSeconds: 12,
      confidence: 0.5,
      words: [
        { text: 'before', startSeconds: 1, endSeconds: 2, confidence: 0.2 },
        { text: 'it', startSeconds: 2, endSeconds: 3, confidence: 0.4 },
        { text: 'ends', startSeconds: 9.5, endSeconds: 10.4, confidence: 0.6 },
        { text: 'here', startSeconds: 10.5, endSeconds: 11, confidence: 0.8 },
        { text: 'begins', startSeconds: 11, endSeconds: 12, confidence: 1 },
      ],
    },
    { text: 'Without word times.', startSeconds: 20, endSeconds: 25, words: [] },
  ],
}

describe('splitTranscript', () => {
  test('cuts a segment between words, keeps the punctuation of its text and re-bases times', () => {
    const [first, second] = splitTranscript(book, [
      { startSeconds: 0, endSeconds: 10 },
      { startSeconds: 10, endSeconds: 30 },
    ])
    expect(first?.segments.map(({ text }) => text)).toEqual(['Before, it ends.'])
    expect(first?.segments[0]?.confidence).toBeCloseTo(0.4)
    expect(first?.segments[0]?.words.at(-1)).toEqual({
      text: 'ends',
      startSeconds: 9.5,
      endSeconds: 10,
      confidence: 0.6,
    })
    expect(first?.durationSeconds).toBe(10)
    expect(second?.segments.map(({ text }) => text)).toEqual(['Here begins', 'Without word times.'])
    expect(second?.segments.map(({ startSeconds }) => startSeconds)).toEqual([0.5, 10])
    expect(second?.durationSeconds).toBe(20)
  })

  test('gives what is outside every mark to the mark before it, and what precedes the first to the first', () => {
    const parts = splitTranscript(book, [
      { startSeconds: 2, endSeconds: 5 },
      { startSeconds: 11, endSeconds: 15 },
    ])
    expect(parts.map((part) => part.segments.map(({ text }) => text))).toEqual([
      ['Before, it ends. Here'],
      ['begins', 'Without word times.'],
    ])
    expect(parts[0]?.segments[0]?.startSeconds).toBe(0)
    expect(parts[1]?.durationSeconds).toBe(19)
  })

  test('answers one empty transcript a mark for silence', () => {
    const silent = { ...book, segments: [] }
    const parts = splitTranscript(silent, contiguousMarks(30, [0.5]))
    expect(parts.map(({ segments, durationSeconds }) => [segments.length, durationSeconds])).toEqual([
      [0, 15],
      [0, 15],
    ])
  })
})

describe('joinTranscripts', () => {
  test('shifts each part by its offset, in order, and names engines once', () => {
    const joined = joinTranscripts([
      { transcript: { ...book, engine: 'b' }, offsetSeconds: 30 },
      { transcript: book, offsetSeconds: 0 },
    ])
    expect(joined.durationSeconds).toBe(60)
    expect(joined.engine).toBe('test, b')
    expect(joined.segments.map(({ startSeconds }) => startSeconds)).toEqual([1, 20, 31, 50])
  })

  test('makes an empty transcript of nothing', () => {
    expect(joinTranscripts([])).toEqual({ language: 'und', engine: '', durationSeconds: 0, segments: [] })
  })
})

describe('split, then join', () => {
  test('gives the same words at the same times, in order, within the duration', () => {
    fc.assert(
      fc.property(
        transcripts(),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
        (whole, cuts) => {
          const marks = contiguousMarks(whole.durationSeconds, cuts)
          const parts = splitTranscript(whole, marks)
          expect(parts.length).toBe(marks.length)
          const joined = joinTranscripts(
            parts.map((transcript, index) => ({
              transcript,
              offsetSeconds: marks[index]?.startSeconds ?? 0,
            })),
          )
          const [before, after] = [allWords(whole), allWords(joined)]
          expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text))
          after.forEach((word, index) => {
            expect(word.startSeconds).toBeCloseTo(before[index]?.startSeconds ?? -1, 3)
            expect(word.endSeconds).toBeGreaterThanOrEqual(word.startSeconds)
            expect(word.startSeconds).toBeGreaterThanOrEqual(after[index - 1]?.endSeconds ?? 0)
          })
          for (const part of parts)
            for (const word of allWords(part)) {
              expect(word.startSeconds).toBeGreaterThanOrEqual(0)
              expect(word.endSeconds).toBeLessThanOrEqual(part.durationSeconds)
            }
        },
      ),
    )
  })
})
