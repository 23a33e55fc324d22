import type { JobType } from '../../domain/job/job.ts'
import type { Provider } from '../../domain/job/provider.ts'
import { typeKeys } from './keys.ts'
import type { Scripts } from './scripts/bind-scripts.ts'

export type Throttle = (provider: Provider, durationMs: number) => Promise<void>

/** Scripts get the keys of a type; any type of the provider will do. */
const TYPE_OF = {
  transcriber: 'transcribe',
  llm: 'summarize',
  embedder: 'embed',
} as const satisfies Readonly<Record<Provider, JobType>>

/** Pauses providers for all processes, by a key that goes by itself. Rejects with the errors of ioredis. */
export const createThrottle =
  ({ throttle }: Scripts, prefix: string): Throttle =>
  async (provider, durationMs) => {
    if (durationMs <= 0) return
    await throttle(typeKeys(prefix, TYPE_OF[provider]).all, [Math.ceil(durationMs)])
  }
