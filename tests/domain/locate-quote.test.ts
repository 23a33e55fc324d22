import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { createQuoteLocator } from '../../src/domain/audiobook/locate-quote.ts'

const lines = [
  { startSeconds: 0, endSeconds: 10, text: 'The lamp, he said, never fails.' },
  { startSeconds: 10, endSeconds: 20, text: 'But on the fourth night' },
  { startSeconds: 20, endSeconds: 30, text: 'he closed his eyes for an hour, and the lamp went cold.' },
]
const locate = createQuoteLocator(lines)

describe('locating quotes', () => {
  test.each([
    ['The lamp, he said, never fails.', 'The lamp, he said, never fails.', 0],
    ['the LAMP he said', 'The lamp, he said,', 0],
    ['“on the fourth night…”', 'on the fourth night', 11.739],
    ['fourth night he closed his eyes', 'he closed his eyes', 20],
    ['the lamp went cold', 'the lamp went cold.', 26.545],
  ])('%p is found as %p', (quote, expected, startSeconds) => {
    expect(locate(quote)).toEqual({ quote: expected, startSeconds })
  })

  test.each(['the lamp never', 'night on the fourth', '', '…', 'a ship'])(
    '%p is not in the chapter',
    (quote) => {
      expect(locate(quote)).toBeNull()
    },
  )

  test('an endless quote is not searched for', () => {
    expect(locate('lamp '.repeat(1000))).toBeNull()
  })

  test('whatever is found stands in one line, at a time within it', () => {
    const word = fc.constantFrom('lamp', 'sea', 'and', 'the', 'fog')
    const text = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), text, (texts, quote) => {
        const spoken = texts.map((one, index) => ({ startSeconds: index, endSeconds: index + 1, text: one }))
        const found = createQuoteLocator(spoken)(quote)
        expect(found !== null).toBe(` ${texts.join(' ')} `.includes(` ${quote} `))
        const inLine = (line: (typeof spoken)[number]) =>
          line.text.includes(found?.quote ?? '') &&
          line.startSeconds <= (found?.startSeconds ?? 0) &&
          (found?.startSeconds ?? 0) <= line.endSeconds
        expect(found === null || spoken.some(inLine)).toBe(true)
      }),
    )
  })
})
