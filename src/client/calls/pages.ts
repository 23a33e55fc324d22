import { ChapterwiseError } from '../errors/chapterwise-error.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

/** Every item of every page; the next page is fetched when it is needed. */
export async function* eachItem<T>(
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined
  for (;;) {
    const { items, nextCursor } = await fetchPage(cursor)
    yield* items
    if (nextCursor === null) return
    if (nextCursor === cursor) {
      throw new ChapterwiseError({ message: 'The list does not end.', code: 'unexpected_answer' })
    }
    cursor = nextCursor
  }
}
