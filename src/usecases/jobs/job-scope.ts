import type { JobFilter } from '../../ports/repositories/jobs.ts'
import type { Caller } from '../caller.ts'

/** What the caller may see of what is asked for; null: nothing, as it is another's. */
export function jobScope(
  caller: Caller,
  { ownerId, ...filter }: Omit<JobFilter, 'ownerId'> & { readonly ownerId?: string },
): JobFilter | null {
  if (caller.seesAll) return { ...filter, ownerId: ownerId ?? null }
  return ownerId === undefined || ownerId === caller.ownerId ? { ...filter, ownerId: caller.ownerId } : null
}
