import { printable } from './format.ts'

/** Most lines about one book; the rest is counted. */
const MAX_NOTES = 10

/** As the API describes a book; servers of earlier versions know no warnings. */
interface NotedBook {
  readonly chapters: readonly { readonly number: number; readonly has_transcript: boolean }[]
  readonly warnings?: readonly { readonly chapter_number: number; readonly message: string }[]
}

const missing = (numbers: readonly number[]): readonly string[] =>
  numbers.length === 0
    ? []
    : [`Without a transcript: chapter${numbers.length > 1 ? 's' : ''} ${numbers.join(', ')}.`]

/** What a reader of the transcript should know of a book, or of one of its chapters: what is missing, and where. */
export const bookNotes = (book: NotedBook, chapter?: number): readonly string[] => {
  const isMeant = (number: number) => chapter === undefined || number === chapter
  const untold = book.chapters.filter(({ number, has_transcript }) => isMeant(number) && !has_transcript)
  const warnings = (book.warnings ?? []).filter(({ chapter_number }) => isMeant(chapter_number))
  const notes = [
    ...missing(untold.map(({ number }) => number)),
    ...warnings.map(({ message }) => printable(message)),
  ]
  const more = notes.length - MAX_NOTES
  return more > 0 ? [...notes.slice(0, MAX_NOTES), `And ${more} more warnings.`] : notes
}
