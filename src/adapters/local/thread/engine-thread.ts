import { threadModule } from '../../../package-files.ts'
import type { Logger } from '../../../ports/logger.ts'
import { createThread, type LocalThread } from './create-thread.ts'

export interface EngineThreadOptions {
  /** The module that serves the threads; by default that of this package. */
  readonly entry?: URL | string
  readonly logger?: Logger
}

/** Short work that someone waits for. */
const QUICK_OPERATIONS: ReadonlySet<string> = new Set(['embed'])

/**
 * Where the local LLM and embedder compute: two threads behind one channel, so that a search need not wait for the
 * summary of a long book. Each starts with its first call.
 */
export function createEngineThread(options: EngineThreadOptions = {}): LocalThread {
  const entry = options.entry ?? threadModule('adapters/local/thread/worker')
  const quick = createThread(entry, options.logger)
  const slow = createThread(entry, options.logger)
  return {
    call: (operation, payload, callOptions) =>
      (QUICK_OPERATIONS.has(operation) ? quick : slow).call(operation, payload, callOptions),
    close: async () => {
      await Promise.all([quick.close(), slow.close()])
    },
  }
}
