import { uuidV7Ids } from '../../../adapters/system/ids.ts'
import type { AiOutput } from '../../../domain/audiobook/ai-output.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import {
  addClaimedBook,
  type ClaimedBook,
  FULL_COVERAGE,
  makePassages,
  makeTranscript,
} from '../../fixtures/claimed-book.ts'
import { expect, test } from '../../runner.ts'
import type { LibraryUnderTest } from '../library-under-test.ts'

const LEASE_MS = 60_000

const tagsOf = ({ audiobook }: ClaimedBook, model: string): AiOutput => ({
  ...{ kind: 'tags', audiobookId: audiobook.id, chapterId: null, model, tags: [] },
})

/** What jobs save and read in one moment may share a statement; nobody notices. */
export function togetherSuite(current: () => LibraryUnderTest): void {
  const addBooks = (count: number) =>
    Promise.all(Array.from({ length: count }, () => addClaimedBook(current())))
  /** The second of the books has lost its worker. */
  const oneStale = async () => {
    const books = await addBooks(3)
    for (const { claim } of books.slice(1, 2)) await expectOk(current().jobs.release(claim))
    return books
  }

  test('results of several jobs at once: each is judged by its own claim', async () => {
    const { outputs } = current()
    const books = await oneStale()
    const answers = books.map((book, index) => outputs.saveAiOutput(book.claim, tagsOf(book, `m${index}`)))
    expect(await Promise.all(answers.map((answer) => expectOk(answer)))).toEqual([
      'accepted',
      'stale',
      'accepted',
    ])
    const found = await Promise.all(books.map(({ audiobook }) => outputs.findAiOutputs(audiobook.id)))
    expect(found.map((result) => result._unsafeUnwrap().map(({ model }) => model))).toEqual([
      ['m0'],
      [],
      ['m2'],
    ])
  })

  test('transcripts of several jobs at once: each is judged by its own claim', async () => {
    const { outputs, searchIndex } = current()
    const books = await oneStale()
    const texts = ['walrus and whale', 'penguin', 'whale']
    const answers = books.map(({ claim, chapterIds: [chapterId = ''] }, index) => {
      const said = texts.slice(index, index + 1)
      const passages = index === 2 ? [] : makePassages(chapterId, said)
      const transcript = makeTranscript(said)
      return outputs.saveTranscripts(claim, [{ chapterId, transcript, passages, coverage: FULL_COVERAGE }])
    })
    expect(await Promise.all(answers.map((answer) => expectOk(answer)))).toEqual([
      'accepted',
      'stale',
      'accepted',
    ])
    const chapterIds = books.map(({ chapterIds: [chapterId = ''] }) => chapterId)
    const wanted = [...chapterIds, uuidV7Ids.next(), ...chapterIds.slice(0, 1)]
    const found = await Promise.all(wanted.map((chapterId) => expectOk(outputs.findTranscript(chapterId))))
    expect(found.map((transcript) => transcript?.segments[0]?.text ?? null)).toEqual([
      ...['walrus and whale', null, 'whale'],
      ...[null, 'walrus and whale'],
    ])
    const hits = await expectOk(searchIndex.searchWords('whale penguin', { ownerId: null }, 10))
    expect(hits.map(({ audiobookId }) => audiobookId)).toEqual(
      books.slice(0, 1).map(({ audiobook }) => audiobook.id),
    )
  })

  test('the same result twice in one moment is saved, with all that came along', async () => {
    const { outputs } = current()
    const [first, second] = await addBooks(2)
    if (first === undefined || second === undefined) throw new Error('two books')
    const saved = [first, first, second].map((book) => outputs.saveAiOutput(book.claim, tagsOf(book, 'm')))
    expect(await Promise.all(saved.map((answer) => expectOk(answer)))).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ])
    for (const { audiobook } of [first, second]) {
      expect(await expectOk(outputs.findAiOutputs(audiobook.id))).toHaveLength(1)
    }
  })

  test('what a job saves makes its earlier crashes forgotten', async () => {
    const { jobs, outputs } = current()
    const book = await addClaimedBook(current())
    const crash = async () => {
      await current().elapse(2 * LEASE_MS)
      const { poisoned } = await expectOk(jobs.sweepExpiredLeases(10))
      return poisoned.length
    }
    const claimAgain = async () => {
      const job = await expectOk(jobs.claim(book.claim.jobId, 'worker', LEASE_MS))
      return { jobId: book.claim.jobId, epoch: job?.epoch ?? 0 }
    }
    expect(await crash()).toBe(0)
    await claimAgain()
    expect(await crash()).toBe(0)
    expect(await expectOk(outputs.saveAiOutput(await claimAgain(), tagsOf(book, 'm')))).toBe('accepted')
    expect(await crash()).toBe(0)
    await claimAgain()
    expect(await crash()).toBe(0)
    await claimAgain()
    expect(await crash()).toBe(1)
  })
}
