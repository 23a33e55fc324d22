import { okAsync } from 'neverthrow'
import { addCall, NO_USAGE, type UsageRepository } from '../../ports/usage.ts'
import type { MemoryState } from './state.ts'

export function createMemoryUsage({ usage }: Pick<MemoryState, 'usage'>): UsageRepository {
  return {
    record({ jobId, audiobookId }, used) {
      const ofBook = usage.get(audiobookId) ?? new Map()
      usage.set(audiobookId, ofBook.set(jobId, addCall(ofBook.get(jobId) ?? NO_USAGE, used)))
      return okAsync(undefined)
    },
    totalsByJob: (audiobookId) => okAsync(new Map(usage.get(audiobookId))),
  }
}
