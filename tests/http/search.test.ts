import { describe, expect, test } from 'bun:test'
import { errAsync, okAsync } from 'neverthrow'
import { transientError } from '../../src/ports/port-error.ts'
import { putTranscript, transcriptOf } from '../support/book-outputs.ts'
import { createFakeEmbedder } from '../support/fake-embedder.ts'
import { addBook, createTestApi, readProblem, type TestApi } from '../support/http-api.ts'

/** To this embedder a vessel is a ship. */
const MEANING = { vessel: 'ship' }
const embedder = createFakeEmbedder(MEANING)

interface Answer {
  readonly degraded: boolean
  readonly hits: readonly {
    readonly audiobook: { readonly id: string }
    readonly chapter: { readonly number: number }
    readonly matched_by: readonly string[]
    readonly score: number
    readonly text: string
    readonly highlights: readonly { readonly start: number; readonly end: number }[]
  }[]
}

function setUp(overrides: Parameters<typeof createTestApi>[0] = {}) {
  const api = createTestApi({ embedder, ...overrides })
  const book = addBook(api, { chapterCount: 3 })
  const texts = [
    ['The harbour slept.', 'A ship came in.', 'The ship was grey.'],
    ['Bread and salt.', 'The lamp was lit.', 'She said goodnight.'],
    ['Snow fell.', 'The lamp of the ship went out.', 'Nobody saw it.'],
  ]
  book.chapters.forEach((chapter, index) => {
    putTranscript(api.state, chapter, transcriptOf(...(texts[index] ?? [])), { embedder, meaning: MEANING })
  })
  return { api, book }
}

const search = async (api: TestApi, query: string) =>
  (await (await api.call(`/admin/search?${query}`)).json()) as Answer
const chaptersOf = ({ hits }: Answer) => hits.map(({ chapter }) => chapter.number)

describe('search', () => {
  test('reads the books of all hits at once', async () => {
    const { api } = setUp()
    const [chapter] = addBook(api).chapters
    if (chapter === undefined) throw new Error('a book has chapters')
    putTranscript(api.state, chapter, transcriptOf('Another lamp.'), { embedder, meaning: MEANING })
    const { find, findMany } = api.deps.audiobooks
    const [found, foundTogether]: [string[], (readonly string[])[]] = [[], []]
    Object.assign(api.deps.audiobooks, {
      find(id: string) {
        found.push(id)
        return find(id)
      },
      findMany(ids: readonly string[]) {
        foundTogether.push(ids)
        return findMany(ids)
      },
    })
    const books = (await search(api, 'q=lamp&mode=lexical')).hits.map((hit) => hit.audiobook.id)
    expect(foundTogether).toEqual([[...new Set(books)]])
    expect([new Set(books).size, found]).toEqual([2, []])
  })

  test('a hit tells book, chapter and second', async () => {
    const { api, book } = setUp()
    const answer = await search(api, 'q=lamp%20ship&mode=lexical&limit=1')
    expect(answer).toMatchObject({
      query: 'lamp ship',
      mode: 'lexical',
      degraded: false,
      hits: [
        {
          audiobook: { id: book.audiobook.id, title: 'A Title', author: 'An Author' },
          chapter: { number: 3, title: 'Chapter 3', start_seconds: 1200 },
          start_seconds: 1205,
          end_seconds: 1210,
          chapter_start_offset_seconds: 5,
          snippet: 'Snow fell. The <mark>lamp</mark> of the <mark>ship</mark> went out. Nobody saw it.',
          score: 1,
          matched_by: ['words'],
        },
      ],
    })
    const [hit] = answer.hits
    expect(hit?.highlights.map(({ start, end }) => hit.text.slice(start, end))).toEqual(['lamp', 'ship'])
  })

  test('by meaning, what words do not find', async () => {
    const { api } = setUp()
    expect(chaptersOf(await search(api, 'q=vessel&mode=lexical'))).toEqual([])
    const byMeaning = await search(api, 'q=vessel&mode=semantic')
    expect(byMeaning.hits[0]).toMatchObject({ chapter: { number: 1 }, matched_by: ['meaning'] })
    const both = await search(api, 'q=ship')
    expect(both.hits[0]).toMatchObject({ chapter: { number: 1 }, matched_by: ['words', 'meaning'], score: 1 })
  })

  test('quotes and exclusions hold for hits by meaning too', async () => {
    const { api } = setUp()
    expect(chaptersOf(await search(api, 'q=ship%20-lamp'))).toEqual([1])
    expect(chaptersOf(await search(api, 'q=%22lamp%20was%20lit%22'))).toEqual([2])
  })

  test('what is nearer to nothing than the floor is no hit', async () => {
    const { api } = setUp()
    expect(await search(api, 'q=%21%21%21&mode=semantic')).toMatchObject({ hits: [], degraded: false })
    expect((await search(api, 'q=zebra&mode=semantic')).hits).toEqual([])
  })

  test('limit and min_score', async () => {
    const { api } = setUp()
    expect((await search(api, 'q=ship%20lamp&limit=2')).hits.length).toBe(2)
    const all = await search(api, 'q=ship%20lamp')
    const strict = await search(api, `q=ship%20lamp&min_score=${all.hits[0]?.score ?? 1}`)
    expect(strict.hits.length).toBeGreaterThan(0)
    expect(strict.hits.length).toBeLessThan(all.hits.length)
  })

  test('one book only, and only what the caller may see', async () => {
    const { api, book } = setUp()
    const other = addBook(api, { ownerId: 'someone else' })
    const [chapter] = other.chapters
    if (chapter !== undefined) putTranscript(api.state, chapter, transcriptOf('A lamp elsewhere.'))
    expect((await search(api, `q=lamp&mode=lexical&audiobook_id=${other.audiobook.id}`)).hits.length).toBe(1)
    expect((await search(api, 'q=lamp&mode=lexical')).hits.length).toBe(3)
    const mine = createTestApi({
      ...{ embedder, searchIndex: api.deps.searchIndex, audiobooks: api.deps.audiobooks },
      tokens: { ...api.deps.tokens, verifyAdmin: () => okAsync({ ownerId: 'admin', seesAll: false }) },
    })
    expect(chaptersOf(await search(mine, 'q=lamp&mode=lexical')).toSorted()).toEqual([2, 3])
    const foreign = await mine.call(`/admin/search?q=lamp&audiobook_id=${other.audiobook.id}`)
    expect((await readProblem(foreign, 404)).code).toBe('audiobook_not_found')
    expect(book.audiobook.ownerId).toBe('admin')
  })

  test('without the embedder hybrid answers by words, semantic is not available', async () => {
    const outage = { ...embedder, embed: () => errAsync(transientError('embedder_down', 'down')) }
    const { api } = setUp({ embedder: outage })
    const answer = await search(api, 'q=lamp')
    expect(answer.degraded).toBe(true)
    expect(answer.hits[0]).toMatchObject({ matched_by: ['words'], score: 1 })
    expect(answer.hits.length).toBe(2)
    const response = await api.call('/admin/search?q=lamp&mode=semantic')
    expect((await readProblem(response, 503)).code).toBe('service_unavailable')
    expect(api.logs.find(({ fields }) => fields.code === 'embedder_down')).toBeDefined()
  })

  test.each([
    ['', '/q'],
    ['q=', '/q'],
    [`q=${'x'.repeat(501)}`, '/q'],
    ['q=%00', '/q'],
    ['q=x&mode=psychic', '/mode'],
    ['q=x&limit=0', '/limit'],
    ['q=x&limit=101', '/limit'],
    ['q=x&min_score=2', '/min_score'],
    ['q=x&audiobook_id=1', '/audiobook_id'],
  ])('refuses %s', async (query, pointer) => {
    const problem = await readProblem(await createTestApi().call(`/admin/search?${query}`), 400)
    expect(problem.errors?.[0]).toMatchObject({ in: 'query', pointer })
  })

  test('no query text in the log', async () => {
    const { api } = setUp()
    await search(api, 'q=goodnight')
    expect(api.logs.length).toBe(1)
    expect(JSON.stringify(api.logs)).not.toContain('goodnight')
  })
})
