import { RECEIVING_LEASE_MS } from '../../domain/upload/limits.ts'
import type { UploadRefusal } from '../../domain/upload/refusal.ts'
import type { UseCaseError } from '../use-case-error.ts'

/** A client that tries twice again comes after the lease of a receiver that was lost. */
const RETRY_AFTER_MS = RECEIVING_LEASE_MS / 2 + 1000

const conflict = (code: string, message: string) => ({ kind: 'conflict', code, message }) as const

/** What a refused step of an upload is to its caller. */
export function refusedUpload(refusal: UploadRefusal): UseCaseError {
  switch (refusal.code) {
    case 'upload_over':
      return conflict(`upload_${refusal.status}`, `The upload is ${refusal.status}; it takes no more files.`)
    case 'no_file_slot_free':
      return conflict(refusal.code, 'As many files as announced are stored or being received.')
    case 'chapter_number_out_of_range':
      return {
        kind: 'invalid',
        code: refusal.code,
        message: `The chapter number must be between 1 and ${refusal.highest}.`,
        issues: [{ pointer: '/chapter_number', message: `Must be between 1 and ${refusal.highest}.` }],
      }
    case 'chapter_number_taken':
      return conflict(refusal.code, `Another file of this upload is chapter ${refusal.chapterNumber}.`)
    case 'file_in_progress':
      return {
        ...conflict(refusal.code, 'The file with this Idempotency-Key is being received.'),
        retryAfterMs: RETRY_AFTER_MS,
      }
    case 'file_repeated':
      return conflict(refusal.code, 'The file with this Idempotency-Key is stored.')
    case 'upload_too_large':
      return {
        kind: 'too_large',
        code: refusal.code,
        message: `The files of this upload were announced to hold ${refusal.totalSizeBytes} bytes at most.`,
      }
    case 'file_not_receiving':
      return conflict(refusal.code, 'The file was given up while it was being received.')
    case 'upload_receiving':
      return conflict(refusal.code, 'A file of this upload is still being received; try again shortly.')
  }
}
