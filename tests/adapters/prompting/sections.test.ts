import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { bookSections, estimateTokens, packSections } from '../../../src/adapters/prompting/sections.ts'
import { bookOf, shortStory } from '../../../src/testing/fixtures/book-text.ts'

const withoutSpace = (text: string) => text.replace(/\s+/g, '')

describe('sections', () => {
  test('chapters that fit together stay together', () => {
    expect(packSections(bookSections(shortStory), 10_000)).toHaveLength(1)
  })

  test('chapters without words are left out', () => {
    expect(bookSections(bookOf(['…']))).toEqual([])
  })

  test('whatever the text and the budget, chunks fit, keep the order and lose nothing', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { maxLength: 20 })
    fc.assert(
      fc.property(texts, fc.integer({ min: 40, max: 400 }), (lines, budget) => {
        const sections = bookSections(bookOf(lines))
        const chunks = packSections(sections, budget)
        const joined = (list: readonly { readonly text: string }[]) =>
          withoutSpace(list.map((one) => one.text).join(''))
        expect(joined(chunks.flat())).toBe(joined(sections))
        for (const chunk of chunks) {
          const tokens = chunk.reduce((sum, section) => sum + estimateTokens(section.text), 0)
          expect(tokens).toBeLessThanOrEqual(budget)
        }
      }),
    )
  })
})
