import { describe, expect, test } from 'bun:test'
import { createEvidenceVerifier } from '../../../src/adapters/prompting/evidence.ts'
import { bookOf, shortStory } from '../../../src/testing/fixtures/book-text.ts'

const verify = createEvidenceVerifier(shortStory)
const [line = ''] = shortStory.chapters[1]?.lines.map(({ text }) => text) ?? []

describe('evidence', () => {
  test('is taken as the book has it, whatever its case and punctuation', () => {
    const [found] = verify([{ quote: line.toUpperCase().replaceAll(',', ''), chapter_number: 2 }])
    expect(found).toMatchObject({ quote: line, chapterNumber: 2 })
  })

  test('under the number of another chapter is put right', () => {
    expect(verify([{ quote: line, chapter_number: 1 }])).toMatchObject([{ chapterNumber: 2 }])
    expect(verify([{ quote: line, chapter_number: 99 }])).toMatchObject([{ chapterNumber: 2 }])
  })

  test.each(['Nobody ever said these words.', 'the', 'a lamp', '', '!?'])('%j is none', (quote) => {
    expect(verify([{ quote, chapter_number: 1 }])).toEqual([])
  })

  test('that is given twice counts once', () => {
    expect(verify([1, 2].map((chapter_number) => ({ quote: line, chapter_number })))).toHaveLength(1)
  })

  test('a clause in a dense script is enough', () => {
    const chinese = createEvidenceVerifier(bookOf(['夜里灯塔的灯突然熄灭了。']))
    expect(chinese([{ quote: '夜里灯塔的灯突然熄灭了', chapter_number: 1 }])).toHaveLength(1)
  })
})
