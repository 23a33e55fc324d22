import { okAsync } from 'neverthrow'
import type { Clock } from '../../ports/clock.ts'
import type { QueuePauseRepository } from '../../ports/repositories/queue-pauses.ts'
import type { MemoryState } from './state.ts'

export const createMemoryQueuePauses = ({ pauses }: MemoryState, clock: Clock): QueuePauseRepository => ({
  list: () => okAsync([...pauses.values()]),
  pause: (type, pausedBy) => {
    const pause = pauses.get(type) ?? { type, pausedBy, pausedAt: clock.now() }
    pauses.set(type, pause)
    return okAsync(pause)
  },
  resume: (type) => {
    pauses.delete(type)
    return okAsync(undefined)
  },
})
