import type { Claim } from '../../../ports/reporter.ts'
import type { SearchScope } from '../../../ports/search-index.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { addSpokenBook, FULL_COVERAGE, makePassages, makeTranscript } from '../../fixtures/claimed-book.ts'
import { expect, test } from '../../runner.ts'
import type { LibraryUnderTest } from '../library-under-test.ts'

const SPACE = { model: "it's a model", dimensions: 3 }
const OTHER_SPACE = { model: 'other', dimensions: 3 }
const LEASE_MS = 60_000
const EVERYTHING: SearchScope = { ownerId: null }

const vector = (...values: number[]) => Float32Array.from(values)

type SpokenBook = Awaited<ReturnType<typeof addSpokenBook>>

/** One vector a passage, in order. */
const embed = (
  library: LibraryUnderTest,
  book: SpokenBook,
  vectors: readonly Float32Array[],
  space = SPACE,
) =>
  expectOk(
    library.searchIndex.saveEmbeddings(
      book.claim,
      space,
      book.passages.flatMap(({ id }, index) => {
        const value = vectors[index]
        return value === undefined ? [] : [{ passageId: id, vector: value }]
      }),
    ),
  )

export function vectorsSuite(current: () => LibraryUnderTest): void {
  const search = async (query: Float32Array, scope = EVERYTHING, limit = 10, space = SPACE) =>
    (await expectOk(current().searchIndex.searchVectors(query, space, scope, limit))).map(
      (hit) => hit.passage.text,
    )

  test('a space is prepared once, however often and by how many', async () => {
    const { searchIndex } = current()
    await Promise.all(Array.from({ length: 4 }, () => expectOk(searchIndex.prepare(SPACE))))
    await expectOk(searchIndex.prepare(OTHER_SPACE))
    await expectOk(searchIndex.prepare(SPACE))
  })

  test('the nearest by cosine come first, length does not matter', async () => {
    const book = await addSpokenBook(current(), ['east', 'north', 'north-east', 'west'])
    await expectOk(current().searchIndex.prepare(SPACE))
    expect(
      await embed(current(), book, [vector(9, 0, 0), vector(0, 1, 0), vector(1, 1, 0), vector(-1, 0, 0)]),
    ).toBe('accepted')
    const hits = await expectOk(current().searchIndex.searchVectors(vector(2, 0.1, 0), SPACE, EVERYTHING, 3))
    expect(hits.map((hit) => hit.passage)).toEqual([0, 2, 1].map((place) => book.passages[place] as never))
    expect(hits[0]?.score).toBeCloseTo(2 / Math.hypot(2, 0.1), 5)
    expect(hits.every((hit) => hit.audiobookId === book.audiobook.id)).toBe(true)
    expect((await search(vector(1, 0, 0))).at(-1)).toBe('west')
  })

  test('spaces never meet', async () => {
    const book = await addSpokenBook(current(), ['one', 'two'])
    await embed(current(), book, [vector(1, 0, 0), vector(1, 0, 0)])
    await embed(current(), book, [vector(0, 1, 0)], OTHER_SPACE)
    expect(await search(vector(0, 1, 0), EVERYTHING, 10, OTHER_SPACE)).toEqual(['one'])
    expect(await search(vector(1, 0, 0))).toHaveLength(2)
  })

  test('only the scope is searched', async () => {
    const mine = await addSpokenBook(current(), ['mine'], { ownerId: 'me' })
    const theirs = await addSpokenBook(current(), ['theirs'], { ownerId: 'them', language: 'de' })
    await embed(current(), mine, [vector(0, 1, 0)])
    await embed(current(), theirs, [vector(1, 0, 0)])
    expect(await search(vector(1, 0, 0), { ownerId: 'me' })).toEqual(['mine'])
    expect(await search(vector(1, 0, 0), { ownerId: null, audiobookId: mine.audiobook.id })).toEqual(['mine'])
    expect(await search(vector(1, 0, 0), { ownerId: null, language: 'de' })).toEqual(['theirs'])
  })

  test('passages of chapters are listed by their ids, with and without vectors', async () => {
    const { searchIndex } = current()
    const book = await addSpokenBook(current(), ['zero', 'one', 'two'], { chapterCount: 2 })
    await embed(current(), book, [vector(1, 0, 0)])
    const ids = book.passages.map(({ id }) => id).toSorted()
    const [first = '', second = ''] = book.chapterIds
    const list = async (chapterIds: readonly string[], after: string | null, limit = 10) =>
      (await expectOk(searchIndex.listPassages(chapterIds, after, limit))).map(({ id }) => id)
    expect(await list([first, second], null)).toEqual(ids)
    expect(await list([first], null, 2)).toEqual(ids.slice(0, 2))
    expect(await list([first], ids[0] ?? '')).toEqual(ids.slice(1))
    expect([await list([second], null), await list([], null)]).toEqual([[], []])
  })

  test('passages without a vector are listed in order until they have one', async () => {
    const { searchIndex } = current()
    const book = await addSpokenBook(current(), ['zero', 'one', 'two'], { chapterCount: 2 })
    const [first = '', second = ''] = book.chapterIds
    const more = makePassages(second, ['later'])
    await expectOk(
      current().outputs.saveTranscripts(book.claim, [
        { chapterId: second, transcript: makeTranscript(['later']), passages: more, coverage: FULL_COVERAGE },
      ]),
    )
    const missing = async (chapterIds: readonly string[], limit = 10) =>
      (await expectOk(searchIndex.listUnembedded(chapterIds, SPACE, limit))).map((passage) => passage.text)
    expect(await missing([second, first])).toEqual(['zero', 'one', 'two', 'later'])
    expect(await missing([first], 2)).toEqual(['zero', 'one'])
    await embed(current(), book, [vector(1, 0, 0), vector(0, 0, 0)])
    expect(await missing([first, second])).toEqual(['two', 'later'])
    expect(await expectOk(searchIndex.listUnembedded([first], OTHER_SPACE, 10))).toEqual([...book.passages])
    expect(await missing([])).toEqual([])
  })

  test('books to embed: those whose embed jobs are done, with passages that the space does not have', async () => {
    const { searchIndex, jobs } = current()
    const embeddedBook = async (text: string, ownerId: string) => {
      const book = await addSpokenBook(current(), [text, `${text} too`], { ownerId })
      await expectOk(jobs.complete(book.claim))
      return book
    }
    const finish = async ({ jobs: planned }: SpokenBook, save: (claim: Claim) => Promise<unknown>) => {
      const job = planned.find((one) => one.type === 'embed')
      const claimed = await expectOk(jobs.claim(job?.id ?? '', 'worker', LEASE_MS))
      if (claimed === null) throw new Error('the job was not to be had')
      const claim = { jobId: claimed.id, epoch: claimed.epoch }
      await save(claim)
      await expectOk(jobs.complete(claim))
    }
    const [mine, theirs, waiting, partly] = [
      await embeddedBook('mine', 'me'),
      await embeddedBook('theirs', 'them'),
      await embeddedBook('waiting', 'me'),
      await embeddedBook('partly', 'me'),
    ]
    const all = [vector(1, 0, 0), vector(0, 1, 0)]
    await finish(mine, (claim) => embed(current(), { ...mine, claim }, all))
    await finish(theirs, (claim) => embed(current(), { ...theirs, claim }, all))
    await finish(partly, (claim) => embed(current(), { ...partly, claim }, [vector(1, 0, 0)]))
    const found = (space: typeof SPACE, ownerId: string | null, limit = 10) =>
      expectOk(searchIndex.listBooksToEmbed(space, ownerId, limit))
    const idsOf = (...books: SpokenBook[]) => books.map(({ audiobook }) => audiobook.id).sort()
    expect(await found(SPACE, null)).toEqual(idsOf(partly))
    expect(await found(OTHER_SPACE, null)).toEqual(idsOf(mine, theirs, partly))
    expect(await found(OTHER_SPACE, 'me')).toEqual(idsOf(mine, partly))
    expect(await found(OTHER_SPACE, null, 2)).toEqual(idsOf(mine, theirs, partly).slice(0, 2))
    expect(await found(OTHER_SPACE, null)).not.toContain(waiting.audiobook.id)
  })

  test('a vector of zeros is near to nothing', async () => {
    const book = await addSpokenBook(current(), ['silence', 'speech'])
    await embed(current(), book, [vector(0, 0, 0), vector(1, 0, 0)])
    expect(await search(vector(1, 0, 0))).toEqual(['speech'])
    expect(await search(vector(0, 0, 0))).toEqual([])
  })

  test('a vector saved again replaces the first; those of replaced passages go with them', async () => {
    const book = await addSpokenBook(current(), ['old'])
    await embed(current(), book, [vector(1, 0, 0)])
    await embed(current(), book, [vector(0, 1, 0)])
    const [hit] = await expectOk(current().searchIndex.searchVectors(vector(0, 1, 0), SPACE, EVERYTHING, 1))
    expect(hit?.score).toBeCloseTo(1, 5)
    const [chapterId = ''] = book.chapterIds
    const passages = makePassages(chapterId, ['new'])
    await expectOk(
      current().outputs.saveTranscripts(book.claim, [
        { chapterId, transcript: makeTranscript(['new']), passages, coverage: FULL_COVERAGE },
      ]),
    )
    expect(await search(vector(0, 1, 0))).toEqual([])
    expect(await embed(current(), book, [vector(1, 0, 0)])).toBe('accepted')
    expect(await search(vector(0, 1, 0))).toEqual([])
  })

  test('a stale claim saves no vector', async () => {
    const book = await addSpokenBook(current(), ['late'])
    await expectOk(current().jobs.release(book.claim))
    expect(await embed(current(), book, [vector(1, 0, 0)])).toBe('stale')
    expect(await search(vector(1, 0, 0))).toEqual([])
  })

  test('several jobs at once: each gets its own passages, and is judged by its own claim', async () => {
    const { searchIndex, jobs } = current()
    const [one, two] = [
      await addSpokenBook(current(), ['a', 'b', 'c']),
      await addSpokenBook(current(), ['d', 'e']),
    ]
    await embed(current(), one, [vector(1, 0, 0)])
    const asked = [
      searchIndex.listUnembedded(one.chapterIds, SPACE, 10),
      searchIndex.listUnembedded(two.chapterIds, SPACE, 1),
      searchIndex.listUnembedded([], SPACE, 10),
      searchIndex.listUnembedded(one.chapterIds, OTHER_SPACE, 10),
      searchIndex.listUnembedded(one.chapterIds, SPACE, 1),
    ]
    const listed = await Promise.all(asked.map((answer) => expectOk(answer)))
    expect(listed.map((passages) => passages.map(({ text }) => text))).toEqual([
      ...[['b', 'c'], ['d'], [], ['a', 'b', 'c']],
      ['b'],
    ])
    await expectOk(jobs.release(one.claim))
    const saved = [
      embed(current(), one, [vector(0, 1, 0), vector(0, 1, 0)]),
      embed(current(), two, [vector(0, 0, 1)]),
      embed(current(), two, [vector(0, 1, 0), vector(0, 1, 0)], OTHER_SPACE),
    ]
    expect(await Promise.all(saved)).toEqual(['stale', 'accepted', 'accepted'])
    expect(await search(vector(0, 1, 1))).toEqual(['d', 'a'])
    expect(await search(vector(0, 1, 0), EVERYTHING, 10, OTHER_SPACE)).toEqual(['d', 'e'])
  })

  test('a small library beside a large one is searched to the end', async () => {
    const crowd = 300
    const texts = Array.from({ length: crowd }, (_, index) => `crowd ${index}`)
    const large = await addSpokenBook(current(), texts, { ownerId: 'large' })
    const small = await addSpokenBook(current(), ['far', 'farther'], { ownerId: 'small' })
    await expectOk(current().searchIndex.prepare(SPACE))
    await embed(
      current(),
      large,
      texts.map((_, index) => vector(1, index / crowd / 10, 0)),
    )
    await embed(current(), small, [vector(-1, 1, 0), vector(-1, 0.5, 0)])
    expect(await search(vector(1, 0, 0), { ownerId: 'small' }, 5)).toEqual(['far', 'farther'])
  })
}
