import { describe, expect, test } from 'bun:test'
import { parseQuery } from '../../../src/domain/search/parse-query.ts'
import { lightStem, obeys, placeWords, queryStems } from '../../../src/domain/search/words.ts'

describe('lightStem', () => {
  const families = [
    ['story', 'stories', 'Story’s'],
    ['lamp', 'lamps', 'LAMP', "lamp's"],
    ['hope', 'hoping', 'hoped', 'hopes'],
    ['run', 'running', 'runs'],
    ['fall', 'falling', 'falls'],
    ['light', 'lighted', 'lights', 'lighting'],
    ['watch', 'watches', 'watched', 'watching'],
    ['café', 'cafe', 'CAFÉ'],
  ]
  for (const family of families) {
    test(`${family.join(', ')} are one`, () => {
      expect(new Set(family.map(lightStem)).size).toBe(1)
    })
  }

  test('short and unlike words stay apart', () => {
    const words = ['is', 'this', 'thing', 'king', 'kin', 'bus', 'sea', 'see', 'red', 'ring', 'lamp', 'lamb']
    expect(new Set(words.map(lightStem)).size).toBe(words.length)
  })
})

test('words are placed by UTF-16 offsets', () => {
  const text = 'Ahoi 🐙, “Möwe’s” nest!'
  const words = placeWords(text)
  expect(words.map(({ word }) => word)).toEqual(['Ahoi', 'Möwe’s', 'nest'])
  for (const { word, start, end } of words) expect(text.slice(start, end)).toBe(word)
})

describe('queryStems', () => {
  test('leaves out stop words and exclusions', () => {
    expect(queryStems(parseQuery('the lamps of the keeper -storm'))).toEqual(new Set(['lamp', 'keeper']))
  })
  test('keeps stop words when there is nothing else', () => {
    expect(queryStems(parseQuery('to be or not to be')).has('be')).toBe(true)
  })
})

describe('obeys', () => {
  const text = 'The keeper lit the old lamp.'
  test.each([
    ['keeper lamp', true],
    ['"old lamps"', true],
    ['"lamp old"', false],
    ['keeper -lamp', false],
    ['keeper -lam', true],
  ])('%s: %p', (query, expected) => {
    expect(obeys(text, parseQuery(query))).toBe(expected)
  })
})
