import type { Audiobook } from '../../domain/audiobook/audiobook.ts'

/** In title or author, in any case. */
export const hasText = (book: Pick<Audiobook, 'title' | 'author'>, text: string): boolean =>
  [book.title, book.author].some((field) => field.toLowerCase().includes(text.toLowerCase()))
