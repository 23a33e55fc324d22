import { describe, expect, test } from 'bun:test'
import { findSpot } from '../../../src/domain/search/find-spot.ts'
import { locate } from '../../../src/domain/search/locate.ts'
import { parseQuery } from '../../../src/domain/search/parse-query.ts'
import type { Passage, PassageLine } from '../../../src/domain/search/passage.ts'
import { queryStems } from '../../../src/domain/search/words.ts'

const TEXTS = [
  'The harbour was quiet that evening.',
  'She climbed the stairs of the tower.',
  'Then she lit the lamp with a long match.',
  'Far out a ship saw the light.',
  'The lamp burned until the morning.',
]

const linesOf = (texts: readonly string[], seconds = 5): PassageLine[] =>
  texts.map((text, index) => ({
    text,
    startSeconds: 100 + index * seconds,
    endSeconds: 100 + (index + 1) * seconds,
  }))

const passageOf = (lines: readonly PassageLine[]): Passage => ({
  ...{ id: 'p', chapterId: 'c', index: 0, startSeconds: 100, lines },
  endSeconds: lines.at(-1)?.endSeconds ?? 100,
  text: lines.map(({ text }) => text).join(' '),
})

const stems = (query: string) => queryStems(parseQuery(query))

describe('locate', () => {
  test.each([
    ['lamps', { from: 2, to: 2 }],
    ['lighting a lamp', { from: 2, to: 3 }],
    ['tower lamp', { from: 1, to: 2 }],
    ['burning lamp', { from: 4, to: 4 }],
    ['harbour morning', { from: 0, to: 0 }],
    ['submarine', null],
  ])('%s', (query, expected) => {
    expect(locate(linesOf(TEXTS), stems(query))).toEqual(expected)
  })
})

describe('findSpot', () => {
  test('points at the line, with a snippet around it', () => {
    const spot = findSpot(passageOf(linesOf(TEXTS)), stems('lit lamps'))
    expect(spot.startSeconds).toBe(110)
    expect(spot.endSeconds).toBe(115)
    expect(spot.snippet).toContain('she <mark>lit</mark> the <mark>lamp</mark> with')
  })

  test('highlights are offsets into the text', () => {
    const passage = passageOf(linesOf(TEXTS))
    const marked = findSpot(passage, stems('lamp')).highlights.map(({ start, end }) =>
      passage.text.slice(start, end),
    )
    expect(marked).toEqual(['lamp', 'lamp'])
  })

  test('a match by meaning alone is the whole passage', () => {
    const passage = passageOf(linesOf(TEXTS))
    const spot = findSpot(passage, stems('submarine'))
    expect([spot.startSeconds, spot.endSeconds]).toEqual([100, 125])
    expect(spot.highlights).toEqual([])
  })

  test('a match late in a long line is not played from the start of the line', () => {
    const text = `${'word '.repeat(45)}lamp ${'word '.repeat(4)}`.trim()
    const spot = findSpot(passageOf(linesOf([text], 30)), stems('lamp'))
    expect(spot.startSeconds).toBeGreaterThan(120)
    expect(spot.startSeconds).toBeLessThan(127)
    expect(spot.endSeconds).toBe(130)
  })
})
