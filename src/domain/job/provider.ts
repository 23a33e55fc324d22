import { JOB_TYPES, type JobType } from './job.ts'

/** Whoever does the work behind a type of job, and may ask for a pause. */
export const PROVIDERS = ['transcriber', 'llm', 'embedder'] as const
export type Provider = (typeof PROVIDERS)[number]

/** Summaries and tags come from one LLM: what slows one of them slows the other. */
export const PROVIDER_OF = {
  transcribe: 'transcriber',
  summarize: 'llm',
  tag: 'llm',
  embed: 'embedder',
} as const satisfies Readonly<Record<JobType, Provider>>

export const typesOf = (provider: Provider): readonly JobType[] =>
  JOB_TYPES.filter((type) => PROVIDER_OF[type] === provider)
