import { expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  asksForSomething,
  MAX_QUERY_TERMS,
  parseQuery,
  type WordQuery,
} from '../../../src/domain/search/parse-query.ts'

const parsed = (query: Partial<WordQuery>): WordQuery => ({ words: [], phrases: [], excluded: [], ...query })

const EXAMPLES: readonly (readonly [string, Partial<WordQuery>])[] = [
  ['white whale', { words: ['white', 'whale'] }],
  ['  whale\twhale\n', { words: ['whale'] }],
  ['"white whale" sea', { phrases: ['white whale'], words: ['sea'] }],
  ['“white  whale”', { phrases: ['white whale'] }],
  ['«belle époque»', { phrases: ['belle époque'] }],
  ['whale -ship', { words: ['whale'], excluded: ['ship'] }],
  ['whale -"big ship"', { words: ['whale'], excluded: ['big ship'] }],
  ['well-known', { words: ['well known'] }],
  ["don't 3.14 U.S.A.", { words: ["don't", '3.14', 'U.S.A'] }],
  ['never "closed quote', { words: ['never', 'closed', 'quote'] }],
  ['a"b c"d', { words: ['a', 'd'], phrases: ['b c'] }],
  ['-', {}],
  ['--', {}],
  ['""', {}],
  ["!&|():*<->' \\ %", {}],
  ['-only', { excluded: ['only'] }],
  ['дом 猫 naïve', { words: ['дом', '猫', 'naïve'] }],
  ['cafe\u0301', { words: ['café'] }],
]

for (const [text, query] of EXAMPLES) {
  test(`reads ${JSON.stringify(text)}`, () => expect(parseQuery(text)).toEqual(parsed(query)))
}

test('only words and phrases ask for something', () => {
  expect(asksForSomething(parseQuery('-no -"not this"'))).toBeFalse()
  expect(asksForSomething(parseQuery('yes -no'))).toBeTrue()
  expect(asksForSomething(parseQuery('"yes indeed"'))).toBeTrue()
})

test('noise is bounded: endless words, words without end', () => {
  const many = Array.from({ length: 500 }, (_, index) => index.toString(36)).join(' ')
  expect(parseQuery(many).words).toHaveLength(MAX_QUERY_TERMS)
  expect(parseQuery(`${'x'.repeat(900)} y`)).toEqual(parsed({ words: ['y'] }))
})

test('any text is read; terms hold words and single spaces only', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const query = parseQuery(text)
      for (const term of [...query.words, ...query.phrases, ...query.excluded]) {
        expect(term).toMatch(/^[\p{L}\p{M}\p{N}'’.]+( [\p{L}\p{M}\p{N}'’.]+)*$/u)
      }
    }),
  )
})
