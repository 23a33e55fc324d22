import { err, ok, type Result } from 'neverthrow'
import { type PortError, permanentError } from '../../ports/port-error.ts'
import type { AudioSource } from '../../ports/transcriber.ts'

/** Limits of the API (reference, read November 2026). */
const MAX_DURATION_SECONDS = 17 * 60 * 60
const MAX_MULTIPART_BYTES = 2_000_000_000
const MAX_URL_CHARACTERS = 2048
const SECONDS_PER_MINUTE = 60

/** Refused before it costs anything. */
export function checkDuration({ durationSeconds }: AudioSource): Result<void, PortError> {
  if (durationSeconds <= MAX_DURATION_SECONDS) return ok(undefined)
  return err(
    permanentError(
      'audio_too_long',
      `The file lasts ${hoursAndMinutes(durationSeconds)}; Rev.ai takes at most 17 h in one file. Upload the book as several files.`,
    ),
  )
}

export function checkMultipartSize({ sizeBytes }: AudioSource): Result<void, PortError> {
  if (sizeBytes <= MAX_MULTIPART_BYTES) return ok(undefined)
  const gigabytes = (sizeBytes / 1e9).toFixed(2)
  return err(
    permanentError(
      'audio_too_large',
      `The file has ${gigabytes} GB; Rev.ai takes at most 2 GB when the file is sent to it. Use a storage that gives Rev.ai a URL (Supabase), or upload the book as several files.`,
    ),
  )
}

/** Longer ones the API refuses. */
export const isUsableUrl = (url: string): boolean => url.length <= MAX_URL_CHARACTERS

const hoursAndMinutes = (durationSeconds: number): string => {
  const minutes = Math.floor(durationSeconds / SECONDS_PER_MINUTE)
  return `${Math.floor(minutes / SECONDS_PER_MINUTE)} h ${minutes % SECONDS_PER_MINUTE} min`
}
