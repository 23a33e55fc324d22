import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../../src/adapters/postgres/connection.ts'
import type { Claim } from '../../src/ports/reporter.ts'

/** What a killed worker had said just before, and what arrives only now. */
export const LAST_WORDS = [
  'complete',
  'fail',
  'release',
  'park',
  'progress',
  'checkpoint',
  'heartbeat',
] as const
export type LastWords = (typeof LAST_WORDS)[number]

const POLL_MS = 100
const CALL_TIMEOUT_MS = 10_000

/** The claims of a worker process: its number stands between host name and a random part. */
export async function claimsOf(sql: Sql, pid: number): Promise<readonly Claim[]> {
  const rows = await sql<{ id: string; epoch: number }[]>`
    SELECT id, epoch FROM processing_jobs
    WHERE lease_until > now() AND split_part(worker_id, ':', 2) = ${String(pid)}`
  return rows.map(({ id, epoch }) => ({ jobId: id, epoch }))
}

export interface LastWordsOptions {
  readonly sql: Sql
  /** Where the worker took the API to be. */
  readonly url: string
  readonly token: string
  readonly words: LastWords
  readonly timeoutMs: number
}

/**
 * Lets what a killed worker said of its claims arrive at the worst moment: when another has the job. Gives up on claims
 * that nobody takes over in time.
 */
export async function deliverLastWords(claims: readonly Claim[], options: LastWordsOptions): Promise<void> {
  const waiting = new Map(claims.map((claim) => [claim.jobId, claim]))
  const deadlineMs = performance.now() + options.timeoutMs
  while (waiting.size > 0 && performance.now() < deadlineMs) {
    await sleep(POLL_MS)
    const taken = await takenOver(options.sql, [...waiting.values()]).catch(() => [])
    await Promise.all(taken.map((claim) => say(claim, options)))
    for (const { jobId } of taken) waiting.delete(jobId)
  }
}

/** Those of the claims whose jobs another claim holds now. */
async function takenOver(sql: Sql, claims: readonly Claim[]): Promise<readonly Claim[]> {
  const rows = await sql<{ id: string; epoch: number }[]>`
    SELECT id, epoch FROM processing_jobs
    WHERE id = ANY (${claims.map(({ jobId }) => jobId)}::uuid[]) AND lease_until > now()`
  const epochs = new Map(rows.map(({ id, epoch }) => [id, epoch]))
  return claims.filter(({ jobId, epoch }) => (epochs.get(jobId) ?? epoch) > epoch)
}

/** Nobody waits for the answer; the proxy writes it down. */
async function say({ jobId, epoch }: Claim, { url, token, words }: LastWordsOptions): Promise<void> {
  const isHeartbeat = words === 'heartbeat'
  const path = isHeartbeat ? 'heartbeats' : `${jobId}/status`
  const body = isHeartbeat ? { claims: [{ job_id: jobId, epoch }] } : { epoch, ...REPORTS[words] }
  await fetch(`${url}/api/v1/admin/jobs/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  }).catch(() => undefined)
}

const REPORTS: Readonly<Record<Exclude<LastWords, 'heartbeat'>, object>> = {
  complete: { event: 'complete' },
  fail: { event: 'fail', failure: { kind: 'permanent', code: 'too_late', message: 'Said before a crash.' } },
  release: { event: 'release' },
  park: { event: 'park', resume_after_ms: 60_000 },
  progress: { event: 'progress', fraction: 0.9 },
  checkpoint: { event: 'checkpoint', checkpoint: 'said before a crash' },
}
