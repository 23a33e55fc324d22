import { uploadProgress } from '../upload/progress.ts'
import type { Upload, UploadFile, UploadSession } from '../upload/upload.ts'
import type { Happening, UploadEventData, UploadEventType } from './event.ts'

/** What the change of a session is to those who watch. Null: it was not there, or it is gone. */
export function uploadHappenings(
  before: UploadSession | null,
  after: UploadSession | null,
): readonly Happening[] {
  if (after === null) return before === null ? [] : [happening('upload.deleted', { ...before, files: [] })]
  if (before === null) return [happening('upload.created', after)]
  // The files come first: an upload is completed after its last file was received.
  const withFiles = { upload: before.upload, files: after.files }
  return [
    ...after.files.flatMap((file) => fileHappening(before, withFiles, file)),
    ...(before.upload.status === after.upload.status ? [] : [happening(statusEvent(after.upload), after)]),
  ]
}

const statusEvent = ({ status }: Upload): UploadEventType =>
  status === 'uploading' || status === 'pending' ? 'upload.progress' : `upload.${status}`

function fileHappening(before: UploadSession, after: UploadSession, file: UploadFile): Happening[] {
  const earlier = before.files.find(({ id }) => id === file.id)
  if (earlier === undefined) return []
  if (earlier.status !== file.status) {
    const { id, fileName: name, sizeBytes, chapterNumber } = file
    return [happening('upload.file_received', after, { id, name, sizeBytes, chapterNumber })]
  }
  const percent = ({ sizeBytes }: UploadFile) => Math.floor((sizeBytes * 100) / after.upload.totalSizeBytes)
  const moved = file.status === 'receiving' && percent(earlier) !== percent(file)
  return moved ? [happening('upload.progress', after)] : []
}

function happening(
  type: UploadEventType,
  session: UploadSession,
  file: UploadEventData['file'] = null,
): Happening {
  const { id: uploadId, status, statusReason, totalFiles, totalSizeBytes } = session.upload
  const { uploadedFiles, uploadedSizeBytes, fraction } = uploadProgress(session)
  const progress = type === 'upload.deleted' ? 0 : fraction
  const announced = { status, statusReason, totalFiles, totalSizeBytes }
  return { type, uploadId, data: { ...announced, uploadedFiles, uploadedSizeBytes, progress, file } }
}
