import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { pollDelayMs } from '../../../src/adapters/revai/poll-delay.ts'
import { segmentsOf } from '../../../src/adapters/revai/segments.ts'
import { transcriptShape } from '../../../src/adapters/revai/shapes.ts'
import { toPlainText, toWebVtt } from '../../../src/domain/transcript/captions.ts'

const word = (value: string, ts: number, end_ts: number, confidence = 0.9) => ({
  ...{ type: 'text', value, ts, end_ts, confidence },
})
const punct = (value: string) => ({ type: 'punct', value })

const segments = (...monologues: unknown[]) => segmentsOf(transcriptShape.parse({ monologues }))

describe('transcripts of Rev.ai', () => {
  test('values make the text, texts make the words', () => {
    const elements = [word('Hi', 0.5, 1), punct(','), punct(' '), word('there', 1, 1.5, 0.7), punct('.')]
    expect(segments({ speaker: 0, elements })).toEqual([
      {
        ...{ text: 'Hi, there.', startSeconds: 0.5, endSeconds: 1.5, confidence: 0.8 },
        words: [
          { text: 'Hi', startSeconds: 0.5, endSeconds: 1, confidence: 0.9 },
          { text: 'there', startSeconds: 1, endSeconds: 1.5, confidence: 0.7 },
        ],
      },
    ])
  })

  test('speakers are named when there are several, numbered from 0 or from 1', () => {
    for (const base of [0, 1]) {
      const transcript = {
        ...{ language: 'en', engine: 'rev.ai', durationSeconds: 5 },
        segments: segments(
          { speaker: base, elements: [word('Yes', 0, 1)] },
          { speaker: base + 1, elements: [word('No', 1, 2)] },
          { speaker: base, elements: [word('Well', 2, 3)] },
        ),
      }
      expect(transcript.segments.map(({ speaker }) => speaker)).toEqual([
        'Speaker 1',
        'Speaker 2',
        'Speaker 1',
      ])
      expect(toWebVtt(transcript)).toContain('<v Speaker 2>No')
      expect(toPlainText(transcript)).toContain('Speaker 2: No')
    }
    const named = { speaker: 1, speaker_info: { id: 'a', display_name: 'Ann' }, elements: [word('Hm', 3, 4)] }
    const other = { speaker: 0, elements: [word('Yes', 0, 1)] }
    expect(segments(other, named).map(({ speaker }) => speaker)).toEqual(['Speaker 1', 'Ann'])
    expect(segments(named)[0]?.speaker).toBeUndefined()
  })

  test('a monologue of hours becomes segments of sentences', () => {
    const elements = Array.from({ length: 7_200 }, (_, index) => [
      word(`w${index}`, index / 2, index / 2 + 0.5),
      punct(index % 10 === 9 ? '. ' : ' '),
    ]).flat()
    const cut = segments({ speaker: 0, elements })
    expect(cut).toHaveLength(720)
    expect(cut.every(({ text }) => text.endsWith('.'))).toBeTrue()
    const unpunctuated = elements.filter(({ type }) => type === 'text')
    const whole = segments({ speaker: 0, elements: unpunctuated })
    expect(whole.every(({ startSeconds, endSeconds }) => endSeconds - startSeconds <= 30)).toBeTrue()
    expect(whole[0]?.text).toStartWith('w0 w1 w2')
  })

  test('a pause ends a segment', () => {
    const elements = [word('One', 0, 1), punct(' '), word('two', 3, 4)]
    expect(segments({ speaker: 0, elements }).map(({ text }) => text)).toEqual(['One', 'two'])
  })

  test('what has no times stands between its neighbours', () => {
    const elements = [
      ...[word('One', 0, 1), punct(' '), { type: 'unknown', value: '<inaudible>' }, punct(' ')],
      { type: 'text', value: 'two' },
    ]
    expect(segments({ speaker: 0, elements })[0]).toMatchObject({
      text: 'One <inaudible> two',
      words: [{ endSeconds: 1 }, { startSeconds: 1, endSeconds: 1 }, { startSeconds: 1, endSeconds: 1 }],
    })
  })

  test('scripts without spaces get none', () => {
    const elements = [word('灯', 0, 1), word('塔', 1, 2), punct('。')]
    expect(segments({ speaker: 0, elements })[0]?.text).toBe('灯塔。')
  })

  test('nothing said, nothing written', () => {
    expect(segments()).toEqual([])
    expect(segments({ speaker: 0, elements: [punct(' '), punct('.')] })).toEqual([])
  })

  test('whatever the times, words are in order', () => {
    const seconds = fc.double({ min: 0, max: 100, noNaN: true })
    const elements = fc.array(
      fc.record({
        type: fc.constantFrom('text', 'punct', 'unknown'),
        value: fc.string(),
        ts: fc.option(seconds, { nil: undefined }),
        end_ts: fc.option(seconds, { nil: undefined }),
        confidence: fc.option(fc.double({ min: -1, max: 2, noNaN: true }), { nil: undefined }),
      }),
    )
    const monologues = fc.array(fc.record({ speaker: fc.nat(3), elements }))
    fc.assert(
      fc.property(monologues, (drawn) => {
        let lastSeconds = 0
        for (const segment of segments(...drawn)) {
          expect(segment.startSeconds).toBeGreaterThanOrEqual(lastSeconds)
          for (const { startSeconds, endSeconds, confidence = 0 } of segment.words) {
            expect(startSeconds).toBeGreaterThanOrEqual(lastSeconds)
            expect(endSeconds).toBeGreaterThanOrEqual(startSeconds)
            expect(confidence >= 0 && confidence <= 1).toBeTrue()
            lastSeconds = endSeconds
          }
          expect(segment.endSeconds).toBe(lastSeconds)
        }
      }),
    )
  })
})

describe('the wait between two looks', () => {
  const delay = (audioSeconds: number, ageMs: number, random = 0) =>
    pollDelayMs({ audioSeconds, ageMs, shortestMs: 30_000, random })

  test('grows with the audio and with the time since submission, within bounds', () => {
    expect(delay(60, 0)).toBe(30_000)
    expect(delay(3_600, 0)).toBe(90_000)
    expect(delay(36_000, 0)).toBe(300_000)
    expect(delay(60, 10 * 60_000)).toBe(150_000)
    expect(delay(60, 24 * 60 * 60_000)).toBe(300_000)
    expect(delay(60, -1_000_000)).toBe(30_000)
    expect(delay(60, 0, 0.999)).toBeGreaterThanOrEqual(27_000)
  })
})
