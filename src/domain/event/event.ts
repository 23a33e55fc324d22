import type { AudiobookStatus } from '../audiobook/audiobook.ts'
import type { CancelReason, JobStatus, JobType } from '../job/job.ts'
import type { UploadStatus } from '../upload/upload.ts'

export const JOB_EVENT_TYPES = [
  'job.created',
  /** Claimed, for the first time or again; `epoch` tells which. */
  'job.started',
  /** By the whole percent. */
  'job.progress',
  /** The vendor has it. */
  'job.parked',
  /** Pending again after a failed attempt, a throttled one, or a lost worker. */
  'job.retrying',
  /** Pending again because its worker stops; no attempt was used. */
  'job.released',
  'job.completed',
  'job.failed',
  'job.cancelled',
  /** Sent round again by someone. */
  'job.redriven',
] as const
export const AUDIOBOOK_EVENT_TYPES = [
  'audiobook.created',
  /** Edited. */
  'audiobook.updated',
  /** Again, after a retry or with another job. */
  'audiobook.processing',
  'audiobook.completed',
  'audiobook.failed',
  'audiobook.deleted',
] as const
export const UPLOAD_EVENT_TYPES = [
  'upload.created',
  /** The first byte, then by the whole percent of what was announced. */
  'upload.progress',
  'upload.file_received',
  'upload.completed',
  'upload.failed',
  'upload.cancelled',
  'upload.expired',
  'upload.deleted',
] as const
export const EVENT_TYPES = [...JOB_EVENT_TYPES, ...AUDIOBOOK_EVENT_TYPES, ...UPLOAD_EVENT_TYPES] as const

export type JobEventType = (typeof JOB_EVENT_TYPES)[number]
export type AudiobookEventType = (typeof AUDIOBOOK_EVENT_TYPES)[number]
export type UploadEventType = (typeof UPLOAD_EVENT_TYPES)[number]
export type EventType = (typeof EVENT_TYPES)[number]

/** The job as the event left it. */
export interface JobEventData {
  readonly jobType: JobType
  readonly chapterId: string | null
  readonly status: JobStatus
  readonly epoch: number
  readonly attempt: number
  /** 0..1 */
  readonly progress: number
  /** Retrying, released, redriven: not before; parked: the next look at the vendor. Null otherwise. */
  readonly runAt: Date | null
  /** Of the attempt that failed: retrying and failed. */
  readonly error: { readonly kind: string; readonly code: string; readonly message: string } | null
  readonly cancelReason: CancelReason | null
}

export interface AudiobookEventData {
  readonly title: string
  readonly author: string
  readonly status: AudiobookStatus
  readonly statusReason: string | null
}

export interface UploadEventData {
  readonly status: UploadStatus
  readonly statusReason: string | null
  readonly totalFiles: number
  readonly uploadedFiles: number
  readonly totalSizeBytes: number
  readonly uploadedSizeBytes: number
  /** 0..1 */
  readonly progress: number
  /** That was received. */
  readonly file: {
    readonly id: string
    readonly name: string
    readonly sizeBytes: number
    readonly chapterNumber: number | null
  } | null
}

/** What happened, before it has its place in the log. */
export type Happening =
  | {
      readonly type: JobEventType
      readonly jobId: string
      readonly audiobookId: string
      readonly data: JobEventData
    }
  | {
      readonly type: AudiobookEventType
      readonly audiobookId: string
      readonly uploadId: string
      readonly data: AudiobookEventData
    }
  | { readonly type: UploadEventType; readonly uploadId: string; readonly data: UploadEventData }

/** A committed change, in its place in the log. */
export type LoggedEvent = Happening & {
  /** Rises; two events of one thing are in the order in which they happened. */
  readonly position: number
  /** Who may see it. */
  readonly ownerId: string
  readonly occurredAt: Date
}
