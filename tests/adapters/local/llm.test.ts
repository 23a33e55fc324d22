import { afterAll, describe, expect, test } from 'bun:test'
import { createLocalLlm } from '../../../src/adapters/local/llm/llm.ts'
import { createEngineThread } from '../../../src/adapters/local/thread/engine-thread.ts'
import { llmContract, requestFor } from '../../../src/testing/contracts/llm.contract.ts'
import { bookOf, draftStory, shortStory } from '../../../src/testing/fixtures/book-text.ts'

llmContract({
  name: 'local',
  create: async () => {
    const thread = createEngineThread()
    return { llm: createLocalLlm({ thread }), close: thread.close }
  },
})

describe('local llm', () => {
  const thread = createEngineThread()
  const llm = createLocalLlm({ thread })
  afterAll(() => thread.close())
  const tagsOf = async (book = shortStory) => (await llm.tag(requestFor(book)))._unsafeUnwrap().output
  const summaryOf = async (book = shortStory) =>
    (await llm.summarize(requestFor(book)))._unsafeUnwrap().output

  test('tags of a short story name its people, places and things, each with evidence', async () => {
    const tags = await tagsOf()
    const named = new Map(tags.map((tag) => [tag.name, tag.kind]))
    expect(tags.length).toBeGreaterThanOrEqual(5)
    expect(tags.length).toBeLessThanOrEqual(12)
    expect(named.get('sea story')).toBe('genre')
    expect(named.get('mara')).toBe('character')
    expect(named.get('lighthouse')).toBe('setting')
    expect(named.get('lamp')).toBe('subject')
    expect(tags.every((tag) => tag.evidence.length > 0)).toBe(true)
    expect(new Set(tags.map((tag) => tag.kind)).has('theme')).toBe(true)
    expect(new Set(tags.map((tag) => tag.kind)).has('mood')).toBe(true)
  })

  test('singular and plural are one tag', async () => {
    const names = (await tagsOf()).map((tag) => tag.name)
    expect(names.filter((name) => name.startsWith('lamp'))).toEqual(['lamp'])
  })

  test('stop words and empty words are never tags', async () => {
    const lines = Array.from(
      { length: 30 },
      () => 'and then he said that the thing was there and it was that thing again',
    )
    const names = (
      await tagsOf(bookOf([...lines, 'the dragon slept under the mountain', 'a dragon woke']))
    ).map((tag) => tag.name)
    expect(names).toContain('dragon')
    for (const word of ['and', 'then', 'he', 'said', 'that', 'the', 'thing', 'was', 'there']) {
      expect(names).not.toContain(word)
    }
  })

  test('a draft transcript gets most of the tags of the clean text', async () => {
    const clean = new Set((await tagsOf()).map((tag) => tag.name))
    const shared = (await tagsOf(draftStory)).filter((tag) => clean.has(tag.name))
    expect(shared.length).toBeGreaterThanOrEqual(6)
  })

  test('the summary is made of sentences of the book, from its beginning, middle and end', async () => {
    const { text, evidence, shortDescription } = await summaryOf()
    const sentences = shortStory.chapters.flatMap((chapter) => chapter.lines.map((line) => line.text))
    expect(sentences.filter((sentence) => text.includes(sentence)).join(' ')).toBe(text)
    expect(evidence.map((one) => one.chapterNumber)).toEqual(
      evidence.map((one) => one.chapterNumber).toSorted((a, b) => a - b),
    )
    expect(new Set(evidence.map((one) => one.chapterNumber)).size).toBeGreaterThanOrEqual(2)
    expect(shortDescription.length).toBeLessThanOrEqual(280)
  })

  test('prose made of a draft transcript begins with capitals and ends with points', async () => {
    const { chapterSummaries } = await summaryOf(draftStory)
    for (const { text } of chapterSummaries) expect(text).toMatch(/^\p{Lu}.*\.$/u)
  })

  test('the same text gives the same answer', async () => {
    expect(await tagsOf(draftStory)).toEqual(await tagsOf(draftStory))
    expect(await summaryOf(draftStory)).toEqual(await summaryOf(draftStory))
  })

  test.each([
    [
      'de',
      'Der Leuchtturm stand auf einem Felsen. Der Wärter zündete die Lampe im Leuchtturm an.',
      'leuchtturm',
    ],
    ['ja', '灯台の老人はランプに火をつけた。船は灯台の光を見て港に帰った。', '灯台'],
    ['xx', 'Zorvik balum tresti Zorvik nefala. Balum orestin Zorvik.', 'zorvik'],
  ])('other languages (%s) are tagged by their frequent words', async (language, text, expected) => {
    const book = bookOf([text], language)
    expect((await tagsOf(book))[0]?.name).toBe(expected)
    expect((await summaryOf(book)).text).not.toBe('')
  })

  test('a text of stop words alone has no text', async () => {
    const error = (await llm.tag(requestFor(bookOf(['and then it was that', 'the of a']))))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'no_text' })
  })

  test('a book of 200,000 words in one chapter stays within bounds', async () => {
    const sentences = shortStory.chapters.flatMap((chapter) => chapter.lines.map((line) => line.text))
    const lines = Array.from({ length: 12_000 }, (_, index) => sentences[index % sentences.length] ?? '')
    expect((await summaryOf(bookOf(lines))).text.split(' ').length).toBeLessThan(300)
    expect((await tagsOf(bookOf(lines))).length).toBeGreaterThanOrEqual(5)
  }, 60_000)
})
