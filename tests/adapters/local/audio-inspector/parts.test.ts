import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { MAX_MARKS, normalizeMarks } from '../../../../src/adapters/local/audio-inspector/normalize-marks.ts'
import { cleanLine, toLanguageTag } from '../../../../src/adapters/local/audio-inspector/text-tags.ts'
import { readVorbisChapters } from '../../../../src/adapters/local/audio-inspector/vorbis-chapters.ts'

const mark = (title: string | null, startSeconds: number, endSeconds: number | null = null) => ({
  title,
  startSeconds,
  endSeconds,
})

describe('chapter marks', () => {
  test('are sorted, cut to the file, and end where the next begins', () => {
    const marks = [mark('Two', 10), mark('One', -3, 12), mark('Four', 100), mark('Three', 20, 35)]
    expect(normalizeMarks(marks, 30)).toEqual([
      { title: 'One', startSeconds: 0, endSeconds: 10 },
      { title: 'Two', startSeconds: 10, endSeconds: 20 },
      { title: 'Three', startSeconds: 20, endSeconds: 30 },
    ])
  })

  test('keep a gap that the file has, and drop a second one that starts together', () => {
    expect(normalizeMarks([mark('One', 0, 4), mark('Again', 0, 9), mark('Two', 5, 5)], 9)).toEqual([
      { title: 'One', startSeconds: 0, endSeconds: 4 },
      { title: 'Two', startSeconds: 5, endSeconds: 9 },
    ])
  })

  test('say nothing when a single nameless one covers the file', () => {
    expect(normalizeMarks([], 9)).toEqual([])
    expect(normalizeMarks([mark(null, 0, 9)], 9)).toEqual([])
    expect(normalizeMarks([mark('The whole', 0, 9)], 9).length).toBe(1)
    expect(normalizeMarks([mark(null, 4)], 9)).toEqual([{ title: null, startSeconds: 4, endSeconds: 9 }])
  })

  test('are in order, inside the file, not overlapping and limited, whatever the file claims', () => {
    const seconds = fc.oneof(fc.double(), fc.double({ min: -10, max: 1000, noNaN: true }))
    const marks = fc.array(fc.tuple(seconds, fc.option(seconds)), { maxLength: 30 })
    fc.assert(
      fc.property(marks, fc.integer({ min: 1, max: 900_000 }), (pairs, durationMs) => {
        const durationSeconds = durationMs / 1000
        let lastEndSeconds = 0
        for (const found of normalizeMarks(
          pairs.map(([start, end]) => mark('x', start, end)),
          durationSeconds,
        )) {
          expect(found.startSeconds).toBeGreaterThanOrEqual(lastEndSeconds)
          expect(found.endSeconds).toBeGreaterThan(found.startSeconds)
          lastEndSeconds = found.endSeconds
        }
        expect(lastEndSeconds).toBeLessThanOrEqual(durationSeconds)
      }),
    )
    const tooMany = Array.from({ length: MAX_MARKS + 100 }, (_, index) => mark('x', index))
    expect(normalizeMarks(tooMany, 10_000).length).toBe(MAX_MARKS)
  })
})

describe('tags', () => {
  test('languages become BCP 47', () => {
    const cases: [unknown, string | null][] = [
      ['eng', 'en'],
      ['ger', 'de'],
      ['deu', 'de'],
      ['en_us', 'en-US'],
      [' fr ', 'fr'],
      ['und', null],
      ['English', null],
      ['x', null],
      ['', null],
      [7, null],
      [undefined, null],
    ]
    for (const [value, expected] of cases) expect(toLanguageTag(value)).toBe(expected)
  })

  test('lines are trimmed, on one line, of bounded length and well-formed', () => {
    expect(cleanLine('  The\0 Light\n house ')).toBe('The Light house')
    expect(cleanLine(' \0 ')).toBeNull()
    expect(cleanLine(42)).toBeNull()
    expect(cleanLine('\ud800x')?.isWellFormed()).toBe(true)
    expect(cleanLine('😀'.repeat(1_000))?.isWellFormed()).toBe(true)
    expect(cleanLine('x'.repeat(9_999))?.length).toBe(500)
  })

  test('Vorbis chapters need a time; a name is extra', () => {
    const tags = [
      { id: 'CHAPTER001', value: '00:00:00.000' },
      { id: 'CHAPTER001NAME', value: 'One' },
      { id: 'chapter002', value: '01:02:03.5' },
      { id: 'CHAPTER003', value: 'soon' },
      { id: 'CHAPTER004NAME', value: 'Never' },
      { id: 'TITLE', value: '00:00:01' },
    ]
    expect(readVorbisChapters(tags)).toEqual([mark('One', 0), mark(null, 3723.5)])
  })
})
