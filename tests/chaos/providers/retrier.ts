import type { System } from '../system.ts'
import { type FailedJob, readFailed } from './saves.ts'

export interface Retrier {
  /** Sends jobs that failed for good round again, as an operator would; answers how many there were. */
  retryFailed(): Promise<number>
  /** How many were, by the code of their failure. */
  retried(): Readonly<Record<string, number>>
  /** Codes of permanent errors: nothing that was done here should make one. */
  refusals(): readonly string[]
}

const CALL_TIMEOUT_MS = 20_000

export function createRetrier({ apiUrl, adminToken, database }: System): Retrier {
  const counts: Record<string, number> = {}
  const refusals: string[] = []

  const retry = async ({ id, code, kind }: FailedJob): Promise<void> => {
    const response = await fetch(`${apiUrl}/api/v1/admin/jobs/${id}/retry`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${adminToken}` },
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    }).catch(() => null)
    // The API may be away; the job stays failed, and is met again.
    if (response?.ok !== true) return
    counts[code] = (counts[code] ?? 0) + 1
    if (kind === 'permanent') refusals.push(`job ${id}: ${code}`)
  }

  return {
    async retryFailed() {
      const failed = await readFailed(database.sql)
      for (const job of failed) await retry(job)
      return failed.length
    },
    retried: () => counts,
    refusals: () => refusals,
  }
}
