/** `chapterwise/adapters/revai`; needs the package revai-node-sdk. */
export type { RevAiOptions } from './context.ts'
export type { Webhook } from './job-options.ts'
export { createRevAiTranscriber } from './transcriber.ts'
