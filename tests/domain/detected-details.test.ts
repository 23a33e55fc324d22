import { describe, expect, test } from 'bun:test'
import { canonicalLanguage, detectDetails } from '../../src/domain/audiobook/detected-details.ts'
import type { AudioMetadata } from '../../src/domain/upload/audio-metadata.ts'
import { makeBook } from '../../src/testing/fixtures/seeded-book.ts'

const nothing: AudioMetadata = {
  ...{ container: 'MPEG', codec: null, durationSeconds: 1, title: null, author: null, narrator: null },
  ...{ description: null, language: null, chapterMarks: [], cover: null },
}
const cover = { storageKey: 'uploads/u/c.jpg', mediaType: 'image/jpeg', sizeBytes: 1 }

/** Files of a book, last chapter first, so that order of arrival and order of chapters differ. */
const filesWith = (...details: readonly Partial<AudioMetadata>[]) =>
  makeBook({ now: new Date(0), chapterCount: details.length })
    .files.map((file, index) => ({ ...file, metadata: { ...nothing, ...details[index] } }))
    .toReversed()

describe('detectDetails', () => {
  test('of one file: what it says', () => {
    const files = filesWith({ title: 'T', author: 'A', narrator: 'N', language: 'EN-us', cover })
    expect(detectDetails('single', files)).toEqual({
      ...{ title: 'T', author: 'A', narrator: 'N', description: null, language: 'en-US', cover },
    })
  })

  test('of several files: the first chapter that says something counts', () => {
    const files = filesWith({ narrator: 'N' }, { author: 'A', narrator: 'Other' }, { author: 'Other', cover })
    expect(detectDetails('chapters', files)).toMatchObject({ author: 'A', narrator: 'N', cover })
  })

  test('titles of several files are those of chapters, unless they agree', () => {
    expect(detectDetails('chapters', filesWith({ title: 'One' }, { title: 'Two' })).title).toBeNull()
    expect(detectDetails('chapters', filesWith({ title: 'Book' }, { title: 'Book' })).title).toBe('Book')
  })

  test('files that were not read say nothing', () => {
    const { files } = makeBook({ now: new Date(0) })
    expect(Object.values(detectDetails('single', files)).every((value) => value === null)).toBe(true)
  })
})

test.each([
  ['eng', 'en'],
  ['de-at', 'de-AT'],
  ['', null],
  ['not a language', null],
  [null, null],
])('language %p is %p', (tag, expected) => {
  expect(canonicalLanguage(tag)).toBe(expected)
})
