/** `chapterwise/adapters/gemini`; needs the package @google/generative-ai. */
export { createGeminiEmbedder, type GeminiEmbedderOptions } from './embedder.ts'
export { createGeminiLlm, type GeminiLlmOptions } from './llm.ts'
export type { GeminiLimits, GeminiServer } from './server.ts'
