import type { EmbeddingPurpose } from '../../ports/embedder.ts'

/** How a model wants to be told what a text is for, and how much of a text it reads. */
export interface EmbeddingModel {
  /** What is beyond is cut off by the service without a word. */
  readonly maxInputTokens: number
  /** What stands beside the text in a request. */
  readonly parameters: (purpose: EmbeddingPurpose) => { readonly taskType?: string }
  readonly textOf: (text: string, purpose: EmbeddingPurpose) => string
}

const byTaskType: EmbeddingModel = {
  maxInputTokens: 2_048,
  parameters: (purpose) => ({ taskType: purpose === 'document' ? 'RETRIEVAL_DOCUMENT' : 'RETRIEVAL_QUERY' }),
  textOf: (text) => text,
}

/** Ignores task types and was trained with these words instead (Google's guide to gemini-embedding-2). */
const byPrefix: EmbeddingModel = {
  maxInputTokens: 8_192,
  parameters: () => ({}),
  textOf: (text, purpose) =>
    purpose === 'document' ? `title: none | text: ${text}` : `task: search result | query: ${text}`,
}

/** Models that came later than this was written are taken to be like the latest that is known. */
export const embeddingModel = (model: string): EmbeddingModel =>
  /(?:^|\/)gemini-embedding-001$/.test(model) ? byTaskType : byPrefix
