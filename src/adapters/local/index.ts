/** `chapterwise/adapters/local`: engines that need no network, and the reader of audio files. */
export { type AudioInspectorOptions, createAudioInspector } from './audio-inspector/audio-inspector.ts'
export { createLocalEmbedder, type LocalEmbedderOptions } from './embedder/embedder.ts'
export { createLocalLlm } from './llm/llm.ts'
export { createPocketsphinxTranscriber, type PocketsphinxOptions } from './pocketsphinx/transcriber.ts'
export type { LocalThread } from './thread/create-thread.ts'
export { createEngineThread, type EngineThreadOptions } from './thread/engine-thread.ts'
