import type { Job } from '../../domain/job/job.ts'
import type { BacklogState, JobBacklog } from '../../ports/repositories/jobs.ts'
import type { MemoryState } from './state.ts'

interface Place {
  readonly state: BacklogState
  readonly code: string | null
  readonly since: Date
}

/** Null when there is nothing to do for it now: it waits for others, or has ended well. */
function placeOf(job: Job, now: Date): Place | null {
  if (job.status === 'failed') return { state: 'failed', code: job.error.code, since: job.completedAt }
  if (job.status === 'processing') {
    const state = job.phase === 'parked' ? 'parked' : 'running'
    return { state, code: null, since: job.startedAt ?? job.createdAt }
  }
  if (job.status !== 'pending' || job.gate.length > 0) return null
  return job.runAt <= now
    ? { state: 'due', code: null, since: job.runAt }
    : { state: 'delayed', code: null, since: job.createdAt }
}

export function backlogOf(state: MemoryState, now: Date): readonly JobBacklog[] {
  const rows = new Map<string, JobBacklog>()
  for (const job of state.jobs.values()) {
    const place = placeOf(job, now)
    if (place === null) continue
    const key = [job.type, place.state, place.code].join(' ')
    const seconds = Math.max(0, (now.getTime() - place.since.getTime()) / 1000)
    const { count, oldestSeconds } = rows.get(key) ?? { count: 0, oldestSeconds: 0 }
    rows.set(key, {
      type: job.type,
      state: place.state,
      code: place.code,
      count: count + 1,
      oldestSeconds: Math.max(oldestSeconds, seconds),
    })
  }
  return [...rows.values()]
}
