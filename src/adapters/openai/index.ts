/** `chapterwise/adapters/openai`: any server that speaks OpenAI's HTTP API. */
export { createOpenAiEmbedder, type OpenAiEmbedderOptions } from './embedder.ts'
export { createOpenAiLlm, type OpenAiLlmOptions } from './llm.ts'
export type { OpenAiServer } from './server.ts'
export { createOpenAiTranscriber, type OpenAiTranscriberOptions } from './transcriber.ts'
