/**
 * A second, independent telling of the life of a job in as few words as possible: flat numbers, milliseconds, no
 * types shared with the code under test. The property test drives both with the same events.
 */
export interface ModelJob {
  state: 'pending' | 'running' | 'parked' | 'completed' | 'failed' | 'cancelled'
  epoch: number
  attempt: number
  dueMs: number
  leaseMs: number
  news: boolean
  gate: string[]
  crashesMs: number[]
  settled: string
}

export type ModelEvent =
  | { type: 'claim'; leaseMs: number }
  | { type: 'renew'; epoch: number; leaseMs: number }
  | { type: 'save_output'; epoch: number }
  | { type: 'complete'; epoch: number }
  | { type: 'release'; epoch: number }
  | { type: 'park'; epoch: number; resumeAfterMs: number }
  | {
      type: 'fail'
      epoch: number
      kind: 'transient' | 'throttled' | 'permanent'
      retryAfterMs: number
      random: number
    }
  | { type: 'expire_lease' }
  | { type: 'wake' }
  | { type: 'cancel' }
  | { type: 'redrive' }
  | { type: 'open_gate'; jobId: string }

const DAY_MS = 86_400_000

export const newModelJob = (gate: string[]): ModelJob => ({
  state: 'pending',
  epoch: 0,
  attempt: 1,
  dueMs: 0,
  leaseMs: 0,
  news: false,
  gate,
  crashesMs: [],
  settled: '',
})

/** True when the event was accepted. */
export function step(job: ModelJob, event: ModelEvent, nowMs: number): boolean {
  const over = ['completed', 'failed', 'cancelled'].includes(job.state)
  if (event.type === 'claim') {
    const free = (job.state === 'pending' && job.gate.length === 0) || job.state === 'parked'
    if (!free || job.dueMs > nowMs) return false
    job.state = 'running'
    job.epoch += 1
    job.leaseMs = nowMs + event.leaseMs
    job.news = false
    return true
  }
  if (event.type === 'wake') {
    if (job.state !== 'running' && job.state !== 'parked') return false
    if (job.state === 'running') job.news = true
    else job.dueMs = Math.min(job.dueMs, nowMs)
    return true
  }
  if (event.type === 'cancel') {
    if (over) return false
    job.state = 'cancelled'
    return true
  }
  if (event.type === 'redrive') {
    if (job.state !== 'failed' && job.state !== 'cancelled') return false
    Object.assign(job, { state: 'pending', attempt: 1, crashesMs: [], dueMs: nowMs })
    return true
  }
  if (event.type === 'open_gate') {
    if (job.state !== 'pending' || !job.gate.includes(event.jobId)) return false
    job.gate = job.gate.filter((id) => id !== event.jobId)
    return true
  }
  if (event.type === 'expire_lease') {
    if (job.state !== 'running' || job.leaseMs > nowMs) return false
    job.crashesMs = [...job.crashesMs.filter((atMs) => nowMs - atMs < DAY_MS), nowMs]
    job.state = job.crashesMs.length >= 3 ? 'failed' : 'pending'
    job.dueMs = nowMs
    return true
  }
  if (job.state !== 'running' || job.epoch !== event.epoch) return false
  if (event.type === 'renew') {
    job.leaseMs = nowMs + event.leaseMs
    return true
  }
  if (event.type === 'save_output') {
    job.crashesMs = []
    return true
  }
  job.settled = `${event.epoch} ${event.type}`
  if (event.type === 'complete') job.state = 'completed'
  if (event.type === 'release') Object.assign(job, { state: 'pending', dueMs: nowMs })
  if (event.type === 'park') {
    Object.assign(job, { state: 'parked', dueMs: job.news ? nowMs : nowMs + event.resumeAfterMs })
  }
  if (event.type === 'fail') fail(job, event, nowMs)
  return true
}

function fail(job: ModelJob, event: Extract<ModelEvent, { type: 'fail' }>, nowMs: number): void {
  if (event.kind === 'throttled') {
    Object.assign(job, { state: 'pending', dueMs: nowMs + event.retryAfterMs })
  } else if (event.kind === 'permanent' || job.attempt === 4) {
    job.state = 'failed'
  } else {
    const halfMs = Math.min(900_000, 10_000 * 2 ** (job.attempt - 1)) / 2
    const delayMs = Math.max(event.retryAfterMs, halfMs + event.random * halfMs)
    Object.assign(job, { state: 'pending', attempt: job.attempt + 1, dueMs: nowMs + delayMs })
  }
}
