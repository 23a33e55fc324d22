import { describe, expect, test } from 'bun:test'
import { segmentsOf, transcriptionSchema } from '../../../src/adapters/openai/transcription-answer.ts'

const read = (answer: unknown, durationSeconds = 10) =>
  segmentsOf(transcriptionSchema.parse(answer), durationSeconds)

describe('forms of verbose_json', () => {
  test('OpenAI: words beside the segments, which keep their punctuation', () => {
    const segments = read({
      task: 'transcribe',
      language: 'english',
      duration: 4,
      text: 'The lamp, he said. It burns.',
      segments: [
        { id: 0, start: 0, end: 2, text: ' The lamp, he said.', avg_logprob: -0.1, no_speech_prob: 0 },
        { id: 1, start: 2, end: 4, text: ' It burns.', avg_logprob: -0.2 },
      ],
      words: [
        { word: 'The', start: 0, end: 0.4 },
        { word: 'lamp', start: 0.4, end: 0.9 },
        { word: 'he', start: 1, end: 1.2 },
        { word: 'said', start: 1.2, end: 1.9 },
        { word: 'It', start: 1.95, end: 2.4 },
        { word: 'burns', start: 2.4, end: 3 },
      ],
    })
    expect(segments?.map((segment) => segment.words.map((word) => word.text))).toEqual([
      ['The', 'lamp,', 'he', 'said.'],
      ['It', 'burns.'],
    ])
    expect(segments?.[0]).toMatchObject({ text: 'The lamp, he said.', startSeconds: 0, endSeconds: 2 })
    expect(segments?.[0]?.confidence).toBeCloseTo(Math.exp(-0.1))
    expect(segments?.[1]?.words[0]).toEqual({ text: 'It', startSeconds: 1.95, endSeconds: 2.4 })
  })

  test('whisper.cpp: pieces of words inside the segments', () => {
    const segments = read({
      text: " That's one.\n",
      segments: [
        {
          start: 0,
          end: 2,
          text: " That's one.",
          words: [
            { word: ' That', start: 0.1, end: 0.3, probability: 0.5 },
            { word: "'s", start: 0.3, end: 0.5, probability: 0.9 },
            { word: ' one', start: 0.6, end: 1, probability: 0.7 },
            { word: '.', start: 1, end: 1.1, probability: 0.9 },
          ],
        },
      ],
    })
    expect(segments?.[0]?.words).toEqual([
      { text: "That's", startSeconds: 0.1, endSeconds: 0.5, confidence: 0.5 },
      { text: 'one.', startSeconds: 0.6, endSeconds: 1.1, confidence: 0.7 },
    ])
    expect(segments?.[0]?.confidence).toBeCloseTo(0.6)
  })

  test('segments without words: times in proportion to the length of the words', () => {
    const [segment] = read({ text: 'ab cdef', segments: [{ start: 2, end: 8, text: 'ab cdef' }] }) ?? []
    expect(segment?.words).toEqual([
      { text: 'ab', startSeconds: 2, endSeconds: 4 },
      { text: 'cdef', startSeconds: 4, endSeconds: 8 },
    ])
  })

  test('words without segments: segments end at points and pauses', () => {
    const words = ['One.', 'two', 'three', 'four'].map((word, index) => ({
      word,
      start: index < 3 ? index : 5,
      end: index < 3 ? index + 0.9 : 6,
    }))
    const segments = read({ text: 'One. two three four', words })
    expect(segments?.map((segment) => [segment.text, segment.startSeconds, segment.endSeconds])).toEqual([
      ['One.', 0, 0.9],
      ['two three', 1, 2.9],
      ['four', 5, 6],
    ])
  })

  test('silence has no segments, text without times is not acceptable', () => {
    expect(read({ text: '' })).toEqual([])
    expect(read({ text: ' ', segments: [], words: [] })).toEqual([])
    expect(read({ text: 'spoken, but when?' })).toBeNull()
  })

  test('times beyond the audio or out of order are put right', () => {
    const segments = read(
      {
        text: 'a b c',
        segments: [{ start: -1, end: 30, text: 'a b c' }],
        words: [
          { word: 'a', start: -1, end: 0.5 },
          { word: 'b', start: 2, end: 1 },
          { word: 'c', start: 1.5, end: 30 },
        ],
      },
      10,
    )
    expect(segments?.[0]).toMatchObject({ startSeconds: 0, endSeconds: 10 })
    expect(segments?.[0]?.words.map((word) => [word.startSeconds, word.endSeconds])).toEqual([
      [0, 0.5],
      [2, 2],
      [2, 10],
    ])
  })
})
