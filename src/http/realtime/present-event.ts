import type { JobEventData, LoggedEvent, UploadEventData } from '../../domain/event/event.ts'
import type { Job } from '../../domain/job/job.ts'
import type { EventCursor } from '../../ports/event-log.ts'
import { eventId } from './event-id.ts'

export function presentEvent(event: LoggedEvent, cursor: EventCursor) {
  const { type, occurredAt } = event
  const base = { id: eventId(cursor), type, occurred_at: occurredAt.toISOString() }
  if ('jobId' in event) {
    const { jobId, audiobookId, data } = event
    return { ...base, audiobook_id: audiobookId, job_id: jobId, data: presentJobData(data) }
  }
  if ('audiobookId' in event) {
    const { audiobookId, uploadId, data } = event
    const { title, author, status, statusReason } = data
    return {
      ...{ ...base, audiobook_id: audiobookId, upload_id: uploadId },
      data: { title, author, status, status_reason: statusReason },
    }
  }
  return { ...base, upload_id: event.uploadId, data: presentUploadData(event.data) }
}

const presentJobData = (data: JobEventData) => ({
  ...{ job_type: data.jobType, chapter_id: data.chapterId, status: data.status, epoch: data.epoch },
  ...{ attempt: data.attempt, progress: data.progress, run_at: data.runAt?.toISOString() ?? null },
  error: data.error,
  cancel_reason: data.cancelReason?.code ?? null,
})

const presentUploadData = (data: UploadEventData) => ({
  ...{ status: data.status, status_reason: data.statusReason },
  ...{ total_files: data.totalFiles, uploaded_files: data.uploadedFiles },
  ...{ total_size_bytes: data.totalSizeBytes, uploaded_size_bytes: data.uploadedSizeBytes },
  progress: data.progress,
  file:
    data.file === null
      ? null
      : {
          ...{ file_id: data.file.id, file_name: data.file.name, size_bytes: data.file.sizeBytes },
          chapter_number: data.file.chapterNumber,
        },
})

/** A job as a snapshot shows it: the fields of its events that have a meaning without one. */
export const presentJobState = (job: Job) => ({
  ...{ job_id: job.id, job_type: job.type, chapter_id: job.chapterId, status: job.status },
  ...{ epoch: job.epoch, attempt: job.attempt, progress: job.progress },
})

const texts = new WeakMap<LoggedEvent, string>()

/** As JSON text, made once for all who follow. */
export function eventText(event: LoggedEvent, cursor: EventCursor): string {
  const known = texts.get(event)
  if (known !== undefined) return known
  const text = JSON.stringify(presentEvent(event, cursor))
  texts.set(event, text)
  return text
}
