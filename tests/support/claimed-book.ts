import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import type { Passage } from '../../src/domain/search/passage.ts'
import type { Coverage } from '../../src/domain/transcript/coverage.ts'
import type { Transcript } from '../../src/domain/transcript/transcript.ts'
import type { Claim } from '../../src/ports/reporter.ts'
import { expectOk } from './expect-ok.ts'
import type { LibraryUnderTest } from './library-under-test.ts'
import { type BookOptions, makeBook, type SeededBook } from './seeded-book.ts'

const LEASE_MS = 60_000

export interface ClaimedBook extends SeededBook {
  /** On the first transcribe job. */
  readonly claim: Claim
  readonly chapterIds: readonly string[]
}

/** A book in the library with a worker on its first job. */
export async function addClaimedBook(
  library: Pick<LibraryUnderTest, 'jobs' | 'outputs' | 'now' | 'addBook'>,
  options: Omit<BookOptions, 'now'> = {},
): Promise<ClaimedBook> {
  const book = makeBook({ now: library.now(), ...options })
  await library.addBook(book)
  const [first] = book.jobs
  if (first === undefined) throw new Error('every book has jobs')
  const job = await expectOk(library.jobs.claim(first.id, 'worker', LEASE_MS))
  if (job === null) throw new Error('the job was not to be had')
  return {
    ...book,
    claim: { jobId: job.id, epoch: job.epoch },
    chapterIds: book.chapters.map((chapter) => chapter.id),
  }
}

/** Nothing is missing. */
export const FULL_COVERAGE: Coverage = { audioSeconds: 10, transcribedSeconds: 10, warnings: [] }

/** One segment a text, ten seconds each. */
export const makeTranscript = (texts: readonly string[], language = 'en'): Transcript => ({
  language,
  engine: 'test 1',
  durationSeconds: texts.length * 10,
  segments: texts.map((text, index) => ({
    ...{ text, startSeconds: index * 10, endSeconds: index * 10 + 10, confidence: 0.5 },
    words: text.split(' ').map((word, place) => ({
      text: word,
      startSeconds: index * 10 + place,
      endSeconds: index * 10 + place + 0.5,
    })),
  })),
})

/** One passage a text. */
export const makePassages = (chapterId: string, texts: readonly string[]): readonly Passage[] =>
  texts.map((text, index) => ({
    ...{
      id: uuidV7Ids.next(),
      chapterId,
      index,
      startSeconds: index * 10,
      endSeconds: index * 10 + 10,
      text,
    },
    lines: [{ startSeconds: index * 10, endSeconds: index * 10 + 10, text }],
  }))

/** A book whose first chapter says these passages. */
export async function addSpokenBook(
  library: Pick<LibraryUnderTest, 'jobs' | 'outputs' | 'now' | 'addBook'>,
  texts: readonly string[],
  options: Omit<BookOptions, 'now'> = {},
) {
  const book = await addClaimedBook(library, options)
  const [chapterId = ''] = book.chapterIds
  const passages = makePassages(chapterId, texts)
  const transcript = makeTranscript(texts, options.language)
  const coverage = FULL_COVERAGE
  await expectOk(library.outputs.saveTranscripts(book.claim, [{ chapterId, transcript, passages, coverage }]))
  return { ...book, passages }
}
