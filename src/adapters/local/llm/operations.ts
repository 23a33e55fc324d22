import type { Summary, Tag } from '../../../domain/audiobook/ai-output.ts'
import type { BookText } from '../../../ports/llm.ts'
import { permanentError } from '../../../ports/port-error.ts'
import type { OperationContext } from '../thread/protocol.ts'
import { throwPortError } from '../thread/serve-thread.ts'

const noText = () => throwPortError(permanentError('no_text', 'the transcript has no words to write about'))

/** The language models are loaded by the first call, so that a thread that only embeds stays small. */
async function summarize(book: BookText, context: OperationContext): Promise<Summary> {
  const { analyserFor } = await import('./analysis/analyser.ts')
  const { summarizeBook } = await import('./summarize.ts')
  return summarizeBook(book, analyserFor(book.language), context) ?? noText()
}

async function tag(book: BookText, context: OperationContext): Promise<readonly Tag[]> {
  const { analyserFor } = await import('./analysis/analyser.ts')
  const { tagBook } = await import('./tag.ts')
  const tags = tagBook(book, analyserFor(book.language), context)
  return tags.length > 0 ? tags : noText()
}

export const llmOperations = { summarize, tag }
