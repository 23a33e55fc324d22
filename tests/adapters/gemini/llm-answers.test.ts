import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { requestFor } from '../../../src/testing/contracts/llm.contract.ts'
import type { GenerateRequest } from '../../../src/testing/fakes/gemini/requests.ts'
import { type FakeGemini, startFakeGemini } from '../../../src/testing/fakes/gemini/server.ts'
import { shortStory } from '../../../src/testing/fixtures/book-text.ts'
import { rememberingRequest } from '../../support/remembering-request.ts'
import { callsTo, llmAt, longBook } from './llm-under-test.ts'

let fake: FakeGemini
beforeEach(async () => {
  fake = await startFakeGemini()
})
afterEach(() => fake.close())
const { summarize, summarizeError, promptsOf, requestAt } = callsTo(() => fake)

describe('gemini llm: models that do not do as they should', () => {
  test('invented quotes are dropped; the model is asked once more for true ones', async () => {
    fake.writing.misbehaviour = 'invents_quotes'
    const { text, evidence } = await summarize()
    expect(text).toStartWith('Told in')
    expect(evidence).toEqual([])
    expect(fake.count('generateContent')).toBe(2)
    expect(promptsOf()[1]).toContain('copied word for word')
  })

  test('tags without a true quote are none: transient, and not kept for the next attempt', async () => {
    fake.writing.misbehaviour = 'invents_quotes'
    const { request, parts, usage } = rememberingRequest(requestFor(shortStory))
    const error = (await llmAt(fake).tag(request))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'transient', code: 'invalid_answer' })
    expect(parts.size).toBe(0)
    expect(usage).toHaveLength(2)
    fake.writing.misbehaviour = null
    expect((await llmAt(fake).tag(request)).isOk()).toBe(true)
  })

  test('quotes that are there the second time are taken', async () => {
    fake.writing.misbehaviour = 'invents_quotes'
    fake.writing.rewrite = (text) => {
      fake.writing.misbehaviour = null
      return text
    }
    expect((await summarize()).evidence.length).toBeGreaterThan(0)
  })

  test('chapters that it forgot are asked about alone', async () => {
    fake.writing.misbehaviour = 'forgets_chapters'
    const { chapterSummaries } = await summarize()
    expect(chapterSummaries.map((one) => one.chapterNumber)).toEqual([1, 2, 3])
    expect(chapterSummaries.every((one) => one.text !== '')).toBe(true)
  })

  test('an answer that breaks the schema is repaired once', async () => {
    let asked = 0
    fake.writing.rewrite = (text) => (asked++ === 0 ? '{"text": "half an answer"}' : text)
    expect((await summarize()).text).toStartWith('Told in')
    const { contents } = requestAt(1)
    expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user'])
    expect(contents[2]?.parts[0]?.text).toContain('short_description')
  })

  test.each(['wrong_json', 'not_json'] as const)('%s twice is transient', async (misbehaviour) => {
    fake.writing.misbehaviour = misbehaviour
    expect(await summarizeError()).toMatchObject({ kind: 'transient', code: 'invalid_answer' })
    expect(fake.count('generateContent')).toBe(2)
  })

  test('an empty answer is repaired too, without an empty part', async () => {
    fake.fail('generateContent', { kind: 'finish', reason: 'STOP', text: '' })
    expect((await summarize()).text).toStartWith('Told in')
  })

  test('thoughts among the parts are not read', async () => {
    fake.writing.showsThoughts = true
    expect((await summarize()).text).toStartWith('Told in')
  })
})

describe('gemini llm: how answers end', () => {
  test.each(['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'])(
    '%s everywhere is permanent, after each chapter was tried',
    async (reason) => {
      const ending = { kind: 'finish', reason, text: '{"text": "Onc' } as const
      fake.fail('generateContent', ...Array.from({ length: 9 }, () => ending))
      expect(await summarizeError()).toMatchObject({ kind: 'permanent', code: 'content_blocked' })
      expect(fake.count('generateContent')).toBe(5)
    },
  )

  test.each(['OTHER', 'MALFORMED_FUNCTION_CALL', 'IMAGE_SAFETY', 'SOMETHING_NEW'])(
    '%s is transient',
    async (reason) => {
      fake.fail('generateContent', { kind: 'finish', reason })
      expect(await summarizeError()).toMatchObject({ kind: 'transient', code: 'no_answer' })
    },
  )

  test.each(['SAFETY', 'OTHER', 'BLOCKLIST', 'PROHIBITED_CONTENT'])(
    'a prompt that is blocked by %s once is asked about in halves',
    async (reason) => {
      fake.fail('generateContent', { kind: 'prompt_blocked', reason })
      const { chapterSummaries, blockedChapters } = await summarize()
      expect(chapterSummaries.map((one) => one.chapterNumber)).toEqual([1, 2, 3])
      expect(blockedChapters).toBeUndefined()
    },
  )

  test('one blocked chapter does not cost the book, and is named', async () => {
    const book = longBook(12, 20)
    fake.writing.blocks = /In chapter 8 line 3 /
    const { request, usage } = rememberingRequest(requestFor(book))
    const { output } = (await llmAt(fake).summarize(request))._unsafeUnwrap()
    expect(output.blockedChapters).toEqual([8])
    expect(output.chapterSummaries.map((one) => one.chapterNumber)).toEqual(
      book.chapters.map((one) => one.number).filter((number) => number !== 8),
    )
    expect(usage).toHaveLength(fake.billed.length)
    fake.writing.blocks = null
    const tags = await llmAt(fake).tag(requestFor(book))
    expect(tags.isOk()).toBe(true)
  })

  test('summaries that are refused in turn stand one after the other', async () => {
    fake.writing.blocks = /The material above is a series of summaries/
    const { text, shortDescription, chapterSummaries } = await summarize(longBook(12, 100), {
      contextTokens: 6_000,
    })
    expect(text.match(/Told in/g)?.length).toBeGreaterThan(3)
    expect(shortDescription).toStartWith('In chapter 1 line 0 tells')
    expect(chapterSummaries).toHaveLength(12)
  })

  test('MAX_TOKENS gets more room, then less material; nothing is lost', async () => {
    const cut = { kind: 'finish', reason: 'MAX_TOKENS', text: '', thoughtsTokens: 8_192 } as const
    fake.fail('generateContent', cut, cut)
    const { chapterSummaries } = await summarize()
    expect(chapterSummaries.map((one) => one.chapterNumber)).toEqual([1, 2, 3])
    const room = fake.received.map(({ body }) => (body as GenerateRequest).generationConfig?.maxOutputTokens)
    expect(room.slice(0, 3)).toEqual([8_192, 32_768, 8_192])
  })

  test('a chapter whose answers are always cut is divided, and ends as permanent', async () => {
    fake.writing.thoughtsTokens = 40_000
    const error = (await llmAt(fake).summarize(requestFor(longBook(1, 200))))._unsafeUnwrapErr()
    expect(error).toMatchObject({ kind: 'permanent', code: 'answer_cut' })
    expect(fake.count('generateContent')).toBeGreaterThan(2)
    expect(fake.count('generateContent')).toBeLessThan(20)
  })

  test('more than the model reads is divided', async () => {
    const { chapterSummaries } = await summarize(longBook(6, 20_000), { contextTokens: 3_000_000 })
    expect(chapterSummaries).toHaveLength(6)
    expect(fake.count('generateContent')).toBeGreaterThan(2)
  })
})
