import { okAsync } from 'neverthrow'
import type { Evidence } from '../../domain/audiobook/ai-output.ts'
import type { BookText, Llm, LlmRequest } from '../../ports/llm.ts'
import { bookOf, draftStory, shortStory } from '../fixtures/book-text.ts'
import { afterAll, beforeAll, describe, expect, test } from '../runner.ts'

export interface LlmContract {
  readonly name: string
  readonly create: () => Promise<{ readonly llm: Llm; readonly close: () => Promise<void> }>
}

const KINDS = ['genre', 'theme', 'mood', 'subject', 'character', 'setting']
const STORIES: readonly (readonly [string, BookText])[] = [
  ['clean text', shortStory],
  ['a draft transcript', draftStory],
]
const WORDLESS: readonly (readonly [string, BookText])[] = [
  ['no chapters', { ...shortStory, chapters: [] }],
  ['an empty chapter', bookOf([])],
  ['punctuation alone', bookOf(['…', ' - ', '?!'])],
]

export function llmContract({ name, create }: LlmContract): void {
  describe(`llm contract: ${name}`, () => {
    let llm: Llm
    let close: () => Promise<void>
    beforeAll(async () => {
      ;({ llm, close } = await create())
    })
    afterAll(() => close())

    for (const [kind, book] of STORIES) {
      test(`summarises ${kind}`, async () => {
        const { output, model } = (await llm.summarize(requestFor(book)))._unsafeUnwrap()
        expect(model).not.toBe('')
        expect(output.text.length).toBeGreaterThan(20)
        expect(output.shortDescription).not.toBe('')
        expect(output.chapterSummaries.map((one) => one.chapterNumber)).toEqual([1, 2, 3])
        expect(output.chapterSummaries.every((one) => one.text !== '')).toBe(true)
        expect(output.evidence.length).toBeGreaterThan(0)
        for (const evidence of output.evidence) expectInBook(book, evidence)
      })
    }

    for (const [kind, book] of STORIES) {
      test(`tags ${kind}`, async () => {
        const { output } = (await llm.tag(requestFor(book)))._unsafeUnwrap()
        const names = output.map((tag) => tag.name)
        const scores = output.map((tag) => tag.score)
        expect(output.length).toBeGreaterThanOrEqual(1)
        expect(output.length).toBeLessThanOrEqual(20)
        expect(new Set(names).size).toBe(names.length)
        expect(names).toEqual(names.map((one) => one.toLowerCase().trim()))
        expect(scores).toEqual(scores.toSorted((a, b) => b - a))
        expect(scores.every((score) => score > 0 && score <= 1)).toBe(true)
        expect(output.every((tag) => KINDS.includes(tag.kind))).toBe(true)
        for (const evidence of output.flatMap((tag) => tag.evidence)) expectInBook(book, evidence)
      })
    }

    for (const [kind, book] of WORDLESS) {
      test(`a book with ${kind} is permanently without text`, async () => {
        for (const answer of [await llm.summarize(requestFor(book)), await llm.tag(requestFor(book))]) {
          expect(answer._unsafeUnwrapErr()).toMatchObject({ kind: 'permanent', code: 'no_text' })
        }
      })
    }

    test('progress never falls and stays within 0 and 1', async () => {
      const fractions: number[] = []
      const request = {
        ...requestFor(shortStory),
        reportProgress: (fraction: number) => fractions.push(fraction),
      }
      expect((await llm.summarize(request)).isOk()).toBe(true)
      expect(fractions.length).toBeGreaterThan(0)
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
      expect(fractions.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true)
    })

    test('work that was stopped is transient and leaves the engine usable', async () => {
      const controller = new AbortController()
      const running = llm.summarize({ ...requestFor(shortStory), signal: controller.signal })
      controller.abort()
      expect((await running)._unsafeUnwrapErr()).toMatchObject({ kind: 'transient', code: 'aborted' })
      expect((await llm.tag(requestFor(shortStory))).isOk()).toBe(true)
    })

    test('check succeeds', async () => {
      expect((await llm.check()).isOk()).toBe(true)
    })
  })
}

export function requestFor(book: BookText): LlmRequest {
  return {
    book,
    finishedParts: new Map(),
    savePart: () => okAsync(undefined),
    recordUsage: () => okAsync(undefined),
    reportProgress: () => undefined,
    signal: new AbortController().signal,
  }
}

/** The quote stands word for word in one line of its chapter, and the time lies within that line. */
function expectInBook(book: BookText, evidence: Evidence): void {
  const chapter = book.chapters.find((one) => one.number === evidence.chapterNumber)
  const lines = chapter?.lines.filter((line) => line.text.includes(evidence.quote)) ?? []
  expect(evidence.quote.trim()).not.toBe('')
  expect(
    lines.some(
      (line) => line.startSeconds <= evidence.startSeconds && evidence.startSeconds <= line.endSeconds,
    ),
  ).toBe(true)
}
