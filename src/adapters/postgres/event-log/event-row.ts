import type {
  AudiobookEventData,
  AudiobookEventType,
  JobEventData,
  JobEventType,
  LoggedEvent,
  UploadEventData,
  UploadEventType,
} from '../../../domain/event/event.ts'
import type { JobStatus, JobType } from '../../../domain/job/job.ts'

export const EVENT_COLUMNS = `id, type, owner_id, audiobook_id, upload_id, job_id, job_type, chapter_id, epoch, attempt,
  progress, data, occurred_at`

interface RowBase {
  readonly id: number
  readonly owner_id: string
  readonly occurred_at: Date
}

/** What is null follows from what the event is about. Times inside JSON are ISO 8601 text. */
export type EventRow = RowBase &
  (
    | {
        readonly type: JobEventType
        readonly audiobook_id: string
        readonly upload_id: null
        readonly job_id: string
        readonly job_type: JobType
        readonly chapter_id: string | null
        readonly epoch: number
        readonly attempt: number
        readonly progress: number
        /** A failure as the job keeps it, with times and numbers that are no business of those who watch. */
        readonly data: (Partial<Omit<JobEventData, 'runAt'>> & { readonly runAt?: string }) | null
      }
    | {
        readonly type: AudiobookEventType
        readonly audiobook_id: string
        readonly upload_id: string
        readonly job_id: null
        readonly data: AudiobookEventData
      }
    | {
        readonly type: UploadEventType
        readonly audiobook_id: null
        readonly upload_id: string
        readonly job_id: null
        readonly data: UploadEventData
      }
  )

export function toEvent(row: EventRow): LoggedEvent {
  const logged = { position: row.id, ownerId: row.owner_id, occurredAt: row.occurred_at }
  if (row.job_id !== null) {
    const { type, job_id: jobId, audiobook_id: audiobookId } = row
    return { ...logged, type, jobId, audiobookId, data: toJobData(row) }
  }
  if (row.audiobook_id !== null) {
    const { type, audiobook_id: audiobookId, upload_id: uploadId, data } = row
    return { ...logged, type, audiobookId, uploadId, data }
  }
  const { type, upload_id: uploadId, data } = row
  return { ...logged, type, uploadId, data }
}

function toJobData(row: Extract<EventRow, { type: JobEventType }>): JobEventData {
  const { runAt, error = null, cancelReason = null } = row.data ?? {}
  return {
    jobType: row.job_type,
    chapterId: row.chapter_id,
    status: STATUS_AFTER[row.type],
    epoch: row.epoch,
    attempt: row.attempt,
    progress: row.progress,
    runAt: runAt === undefined ? null : new Date(runAt),
    error: error === null ? null : { kind: error.kind, code: error.code, message: error.message },
    cancelReason,
  }
}

const STATUS_AFTER: Readonly<Record<JobEventType, JobStatus>> = {
  'job.created': 'pending',
  'job.started': 'processing',
  'job.progress': 'processing',
  'job.parked': 'processing',
  'job.retrying': 'pending',
  'job.released': 'pending',
  'job.completed': 'completed',
  'job.failed': 'failed',
  'job.cancelled': 'cancelled',
  'job.redriven': 'pending',
}
