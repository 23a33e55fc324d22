import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { groupWords } from '../../../../src/adapters/local/pocketsphinx/group-words.ts'
import { allWords, transcripts } from '../../../domain/transcript/arbitraries.ts'

const word = (text: string, startSeconds: number) => ({
  text,
  startSeconds,
  endSeconds: startSeconds + 0.3,
  confidence: 0.5,
})

describe('groupWords', () => {
  test('starts a segment after a pause', () => {
    const segments = groupWords([word('one', 0), word('two', 0.4), word('three', 1.5)])
    expect(segments.map(({ text, startSeconds, confidence }) => [text, startSeconds, confidence])).toEqual([
      ['one two', 0, 0.5],
      ['three', 1.5, 0.5],
    ])
  })

  test('keeps every word once, in order, in segments of bounded length', () => {
    fc.assert(
      fc.property(transcripts(400), (transcript) => {
        const words = allWords(transcript)
        const segments = groupWords(words)
        expect(segments.flatMap((segment) => segment.words)).toEqual(words)
        for (const segment of segments) {
          expect(segment.words.length).toBeGreaterThan(0)
          expect(segment.words.length).toBeLessThanOrEqual(30)
          expect(segment.endSeconds - segment.startSeconds).toBeLessThanOrEqual(12)
        }
      }),
    )
  })
})
