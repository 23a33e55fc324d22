import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { fuse } from '../../../src/domain/search/fuse.ts'

const itself = (id: string) => id
const words = (...items: string[]) => ({ kind: 'words', weight: 1, items }) as const
const meaning = (...items: string[]) => ({ kind: 'meaning', weight: 1, items }) as const

describe('fuse', () => {
  test('what both lists found comes before what one list found first', () => {
    const fused = fuse([words('a', 'b'), meaning('c', 'b')], itself)
    expect(fused.map(({ item }) => item)).toEqual(['b', 'a', 'c'])
    expect(fused.map(({ matchedBy }) => matchedBy)).toEqual([['words', 'meaning'], ['words'], ['meaning']])
  })

  test('first in every list scores 1, first in one of two scores a half', () => {
    expect(fuse([words('a'), meaning('a')], itself)[0]?.score).toBe(1)
    expect(fuse([words('a'), meaning()], itself)[0]?.score).toBe(0.5)
    expect(fuse([words('a')], itself)[0]?.score).toBe(1)
  })

  test('a heavier list decides', () => {
    const fused = fuse(
      [
        { ...words('a'), weight: 1 },
        { ...meaning('b'), weight: 2 },
      ],
      itself,
    )
    expect(fused.map(({ item }) => item)).toEqual(['b', 'a'])
  })

  test('nothing in, nothing out', () => {
    expect(fuse([words(), meaning()], itself)).toEqual([])
    expect(fuse([], itself)).toEqual([])
  })

  test('every item once, scores fall and stay within 0..1, one list keeps its order', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 40 })
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const fused = fuse([words(...a), meaning(...b)], itself)
        const scores = fused.map(({ score }) => score)
        expect(new Set(fused.map(({ item }) => item))).toEqual(new Set([...a, ...b]))
        expect(fused.length).toBe(new Set([...a, ...b]).size)
        expect(scores).toEqual(scores.toSorted((x, y) => y - x))
        expect(scores.every((score) => score > 0 && score <= 1)).toBe(true)
        expect(fuse([words(...a)], itself).map(({ item }) => item)).toEqual(a)
      }),
    )
  })
})
