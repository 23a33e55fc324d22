import { afterAll, beforeAll, beforeEach, describe } from '../runner.ts'
import type { LibraryUnderTest } from './library-under-test.ts'
import { vectorsSuite } from './search-index/vectors.ts'
import { wordsSuite } from './search-index/words.ts'

/** What `SearchIndex` promises. Every implementation runs it. */
export function searchIndexContract(options: {
  readonly name: string
  readonly create: () => Promise<LibraryUnderTest>
  readonly capabilities: {
    /** Knows languages: `ran` is found by `run`. */
    readonly stems: boolean
    readonly vectors: boolean
  }
}): void {
  describe(`search index: ${options.name}`, () => {
    let library: LibraryUnderTest
    beforeAll(async () => {
      library = await options.create()
    }, 60_000)
    // PGlite syncs its files as it closes.
    afterAll(() => library?.close(), 60_000)
    beforeEach(() => library.clear())

    wordsSuite(() => library, options.capabilities.stems)
    if (options.capabilities.vectors) vectorsSuite(() => library)
  })
}
