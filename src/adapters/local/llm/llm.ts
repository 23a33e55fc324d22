import { errAsync, okAsync } from 'neverthrow'
import type { Summary, Tag } from '../../../domain/audiobook/ai-output.ts'
import type { Generated, Llm, LlmRequest } from '../../../ports/llm.ts'
import { type PortResult, permanentError } from '../../../ports/port-error.ts'
import type { LocalThread } from '../thread/create-thread.ts'

/** Stored with what was written. */
const MODEL = 'chapterwise-extractive-v1'

/** Summaries and tags out of the text's own words: extractive, the same for the same text, no key and no network. */
export function createLocalLlm({ thread }: { readonly thread: LocalThread }): Llm {
  const run = <T>(operation: string, request: LlmRequest): PortResult<Generated<T>> => {
    const { book, signal, reportProgress } = request
    if (!book.chapters.some((chapter) => chapter.lines.some((line) => /\p{L}/u.test(line.text)))) {
      return errAsync(permanentError('no_text', 'the transcript has no words to write about'))
    }
    return thread
      .call<T>(operation, book, { signal, onProgress: reportProgress })
      .map((output) => ({ output, model: MODEL }))
  }
  return {
    name: 'local',
    summarize: (request) => run<Summary>('summarize', request),
    tag: (request) => run<readonly Tag[]>('tag', request),
    check: () => okAsync(undefined),
  }
}
