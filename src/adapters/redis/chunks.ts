import { MAX_IDS_PER_CALL } from './limits.ts'

/** As much as one call may carry, each. */
export const chunksOf = <T>(items: readonly T[]): (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / MAX_IDS_PER_CALL) }, (_, index) =>
    items.slice(index * MAX_IDS_PER_CALL, (index + 1) * MAX_IDS_PER_CALL),
  )
