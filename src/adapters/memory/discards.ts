import { okAsync } from 'neverthrow'
import type { DiscardRepository } from '../../ports/repositories/uploads.ts'
import type { MemoryState } from './state.ts'

export function createMemoryDiscards({ discards }: MemoryState): DiscardRepository {
  return {
    list: (limit) => okAsync([...discards].slice(0, limit)),
    forget: (storageKeys) => {
      for (const key of storageKeys) discards.delete(key)
      return okAsync(undefined)
    },
  }
}
