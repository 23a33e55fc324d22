import type {
  CancelReason,
  FailureRecord,
  Job,
  JobStatus,
  JobType,
  JsonValue,
  Settlement,
} from '../../domain/job/job.ts'

/** The columns of `JobRow`, of a row that the statement calls `job`. Arrays travel as JSON: no driver set-up needed. */
export const JOB_COLUMNS = `job.id, job.audiobook_id, job.owner_id, job.chapter_id, job.job_type, job.status, job.priority,
  job.epoch, job.fresh_after_epoch, job.attempt, to_json(job.crashes) AS crashes, job.run_at, job.lease_until, job.worker_id, job.woken,
  to_json(job.gate) AS gate, job.checkpoint, job.progress, job.error, job.error_history, job.cancel_reason,
  job.settled_epoch, job.settled_as, job.created_at, job.started_at, job.completed_at`

type StoredFailure = Omit<FailureRecord, 'at'> & { readonly at: string }

/** A job as `JOB_COLUMNS` reads it. Times inside JSON are ISO 8601 text. */
export interface JobRow {
  readonly id: string
  readonly audiobook_id: string
  readonly owner_id: string
  readonly chapter_id: string | null
  readonly job_type: JobType
  readonly status: JobStatus
  readonly priority: number
  readonly epoch: number
  readonly fresh_after_epoch: number
  readonly attempt: number
  readonly crashes: readonly string[]
  readonly run_at: Date
  readonly lease_until: Date | null
  readonly worker_id: string | null
  readonly woken: boolean
  readonly gate: readonly string[]
  readonly checkpoint: JsonValue
  readonly progress: number
  readonly error: StoredFailure | null
  readonly error_history: readonly StoredFailure[]
  readonly cancel_reason: CancelReason | null
  readonly settled_epoch: number | null
  readonly settled_as: Settlement['as'] | null
  readonly created_at: Date
  readonly started_at: Date | null
  readonly completed_at: Date | null
}

type JobBase = Omit<Extract<Job, { status: 'pending' }>, 'status' | 'runAt'>

export function fromJobRow(row: JobRow): Job {
  const base = jobBase(row)
  switch (row.status) {
    case 'pending':
      return { ...base, status: 'pending', runAt: row.run_at }
    case 'processing':
      if (row.lease_until === null || row.worker_id === null) {
        return { ...base, status: 'processing', phase: 'parked', runAt: row.run_at, woken: row.woken }
      }
      return {
        ...base,
        ...{ status: 'processing', phase: 'running', workerId: row.worker_id, leaseUntil: row.lease_until },
        woken: row.woken,
      }
    case 'completed':
      return { ...base, status: 'completed', completedAt: present(row, 'completed_at') }
    case 'failed':
      return {
        ...base,
        ...{
          status: 'failed',
          completedAt: present(row, 'completed_at'),
          error: fromStored(present(row, 'error')),
        },
      }
    case 'cancelled':
      return {
        ...base,
        ...{
          status: 'cancelled',
          completedAt: present(row, 'completed_at'),
          reason: present(row, 'cancel_reason'),
        },
      }
  }
}

function jobBase(row: JobRow): JobBase {
  return {
    id: row.id,
    audiobookId: row.audiobook_id,
    ownerId: row.owner_id,
    chapterId: row.chapter_id,
    type: row.job_type,
    priority: row.priority,
    epoch: row.epoch,
    freshAfterEpoch: row.fresh_after_epoch,
    attempt: row.attempt,
    crashes: row.crashes.map((crash) => new Date(crash)),
    gate: row.gate,
    checkpoint: row.checkpoint,
    progress: row.progress,
    errorHistory: row.error_history.map(fromStored),
    settled:
      row.settled_epoch === null || row.settled_as === null
        ? null
        : { epoch: row.settled_epoch, as: row.settled_as },
    createdAt: row.created_at,
    startedAt: row.started_at,
  }
}

const fromStored = (stored: StoredFailure): FailureRecord => ({ ...stored, at: new Date(stored.at) })

/** A row without it is one that nothing here writes. */
function present<Key extends keyof JobRow>(row: JobRow, key: Key): NonNullable<JobRow[Key]> {
  const value = row[key]
  if (value === null || value === undefined) throw new Error(`job ${row.id} is ${row.status} without ${key}`)
  return value as NonNullable<JobRow[Key]>
}

/** A job by column, as JSON can carry it (times become ISO 8601 text). Null where its state has no such field. */
export function toJobRow(job: Job) {
  return {
    id: job.id,
    audiobook_id: job.audiobookId,
    owner_id: job.ownerId,
    chapter_id: job.chapterId,
    job_type: job.type,
    status: job.status,
    priority: job.priority,
    epoch: job.epoch,
    fresh_after_epoch: job.freshAfterEpoch,
    attempt: job.attempt,
    crashes: job.crashes,
    run_at: 'runAt' in job ? job.runAt : null,
    lease_until: 'leaseUntil' in job ? job.leaseUntil : null,
    worker_id: 'workerId' in job ? job.workerId : null,
    gate: job.gate,
    checkpoint: job.checkpoint,
    progress: job.progress,
    error: job.status === 'failed' ? job.error : null,
    error_history: job.errorHistory,
    cancel_reason: job.status === 'cancelled' ? job.reason : null,
    settled_epoch: job.settled?.epoch ?? null,
    settled_as: job.settled?.as ?? null,
    created_at: job.createdAt,
    started_at: job.startedAt,
    completed_at: 'completedAt' in job ? job.completedAt : null,
  }
}
