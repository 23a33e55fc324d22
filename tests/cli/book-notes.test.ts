import { expect, test } from 'bun:test'
import { bookNotes } from '../../src/cli/book-notes.ts'

const chapter = (number: number, has_transcript: boolean) => ({
  number,
  has_transcript,
})
const book = {
  chapters: [chapter(1, true), chapter(2, false), chapter(3, true), chapter(4, false)],
  warnings: [{ chapter_number: 3, message: 'Chapter 3 has a gap.' }],
}

test('what is missing comes first, then where speech may be', () => {
  expect(bookNotes(book)).toEqual(['Without a transcript: chapters 2, 4.', 'Chapter 3 has a gap.'])
})

test('of one chapter only what concerns it', () => {
  expect(bookNotes(book, 1)).toEqual([])
  expect(bookNotes(book, 2)).toEqual(['Without a transcript: chapter 2.'])
  expect(bookNotes(book, 3)).toEqual(['Chapter 3 has a gap.'])
})

test('a book full of gaps does not fill the screen', () => {
  const warnings = Array.from({ length: 40 }, (_, index) => ({ chapter_number: 1, message: `gap ${index}` }))
  const notes = bookNotes({ ...book, warnings })
  expect(notes).toHaveLength(11)
  expect(notes.at(-1)).toBe('And 31 more warnings.')
})
