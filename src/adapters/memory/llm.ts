import { errAsync, okAsync } from 'neverthrow'
import type { Evidence, Summary, Tag } from '../../domain/audiobook/ai-output.ts'
import type { BookText, Generated, Llm, LlmRequest } from '../../ports/llm.ts'
import { type PortResult, permanentError } from '../../ports/port-error.ts'
import { createScriptRunner, type EngineScript } from './engine-script.ts'

export interface ScriptedLlmOptions extends EngineScript {
  readonly summary?: (book: BookText) => Summary
  readonly tags?: (book: BookText) => readonly Tag[]
}

const MODEL = 'scripted'

/** Says at once what its script says; by default the first line of each chapter. */
export function createScriptedLlm(options: ScriptedLlmOptions = {}): Llm {
  const run = createScriptRunner(options)
  const write = <T>(request: LlmRequest, compose: (book: BookText) => T): PortResult<Generated<T>> =>
    run(request.signal, () => {
      if (firstLines(request.book).length === 0)
        return errAsync(permanentError('no_text', 'the book has no words'))
      request.reportProgress(1)
      return okAsync({ output: compose(request.book), model: MODEL })
    })
  return {
    name: 'scripted',
    summarize: (request) => write(request, options.summary ?? summaryOf),
    tag: (request) => write(request, options.tags ?? tagsOf),
    check: () => okAsync(undefined),
  }
}

function firstLines(book: BookText): Evidence[] {
  return book.chapters.flatMap((chapter) => {
    const line = chapter.lines.find((one) => /\p{L}/u.test(one.text))
    if (line === undefined) return []
    return [{ quote: line.text.trim(), chapterNumber: chapter.number, startSeconds: line.startSeconds }]
  })
}

function summaryOf(book: BookText): Summary {
  const evidence = firstLines(book)
  return {
    text: evidence.map((one) => one.quote).join(' '),
    shortDescription: evidence[0]?.quote ?? '',
    chapterSummaries: evidence.map(({ chapterNumber, quote }) => ({ chapterNumber, text: quote })),
    evidence,
  }
}

function tagsOf(book: BookText): Tag[] {
  const evidence = firstLines(book).slice(0, 1)
  return [
    { name: 'story', kind: 'genre', score: 1, evidence },
    { name: 'scripted', kind: 'subject', score: 0.5, evidence },
  ]
}
