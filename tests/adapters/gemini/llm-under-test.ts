import { createGeminiLlm, type GeminiLlmOptions } from '../../../src/adapters/gemini/llm.ts'
import type { BookText } from '../../../src/ports/llm.ts'
import type { PortError } from '../../../src/ports/port-error.ts'
import { requestFor } from '../../../src/testing/contracts/llm.contract.ts'
import type { GenerateRequest } from '../../../src/testing/fakes/gemini/requests.ts'
import type { FakeGemini } from '../../../src/testing/fakes/gemini/server.ts'
import { shortStory } from '../../../src/testing/fixtures/book-text.ts'
import { LLM_MODEL, serverAt } from './gemini-under-test.ts'

export const llmAt = (fake: FakeGemini, more: Partial<GeminiLlmOptions> = {}) =>
  createGeminiLlm({ ...serverAt(fake), model: LLM_MODEL, ...more })

export const longBook = (chapters: number, linesEach: number): BookText => ({
  ...shortStory,
  chapters: Array.from({ length: chapters }, (_, chapter) => ({
    number: chapter + 1,
    title: `Part ${chapter + 1}`,
    lines: Array.from({ length: linesEach }, (_, line) => ({
      startSeconds: line * 5,
      endSeconds: line * 5 + 5,
      text: `In chapter ${chapter + 1} line ${line} tells how the keeper mended lamp number ${line}.`,
    })),
  })),
})

/** What tests ask of the LLM, and what came to the fake that `fakeOf` answers. */
export const callsTo = (fakeOf: () => FakeGemini) => ({
  summarize: async (book = shortStory, more: Partial<GeminiLlmOptions> = {}) =>
    (await llmAt(fakeOf(), more).summarize(requestFor(book)))._unsafeUnwrap().output,
  summarizeError: async (book = shortStory): Promise<PortError> =>
    (await llmAt(fakeOf()).summarize(requestFor(book)))._unsafeUnwrapErr(),
  promptsOf: () =>
    fakeOf().received.map(({ body }) => (body as GenerateRequest).contents.at(0)?.parts[0]?.text ?? ''),
  requestAt: (index: number): GenerateRequest => {
    const request = fakeOf().received[index]
    if (request === undefined) throw new Error(`no request ${index}`)
    return request.body as GenerateRequest
  },
})
