import { okAsync } from 'neverthrow'
import { addCall, NO_USAGE, type UsageRepository } from '../../ports/usage.ts'
import type { MemoryState } from './state.ts'

export function createMemoryUsage({
  usage,
  usageReferences,
}: Pick<MemoryState, 'usage' | 'usageReferences'>): UsageRepository {
  return {
    record({ jobId, audiobookId }, used) {
      if (used.reference !== undefined) {
        const key = JSON.stringify([jobId, used.provider, used.model, used.operation, used.reference])
        if (usageReferences.has(key)) return okAsync(undefined)
        usageReferences.add(key)
      }
      const ofBook = usage.get(audiobookId) ?? new Map()
      usage.set(audiobookId, ofBook.set(jobId, addCall(ofBook.get(jobId) ?? NO_USAGE, used)))
      return okAsync(undefined)
    },
    totalsByJob: (audiobookId) => okAsync(new Map(usage.get(audiobookId))),
  }
}
