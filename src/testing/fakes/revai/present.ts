import type { FakeRevAiJob } from './jobs.ts'

const ECHOED = [
  ...['metadata', 'callback_url', 'language', 'transcriber', 'delete_after_seconds', 'skip_diarization'],
  ...['skip_punctuation', 'remove_disfluencies', 'filter_profanity', 'custom_vocabulary_id'],
  ...['speaker_channels_count', 'speakers_count', 'diarization_type', 'media_url'],
] as const

/** The job object; what is null is left out. */
export function presentJob(job: FakeRevAiJob): Readonly<Record<string, unknown>> {
  const options: Readonly<Record<string, unknown>> = job.options
  const { completedMs, failure, durationSeconds, media } = job
  return {
    id: job.id,
    status: job.status,
    type: 'async',
    created_on: new Date(job.createdMs).toISOString(),
    ...(completedMs === null ? {} : { completed_on: new Date(completedMs).toISOString() }),
    ...(durationSeconds === null ? {} : { duration_seconds: durationSeconds }),
    ...(media?.source === 'multipart' ? { name: media.name } : {}),
    ...Object.fromEntries(ECHOED.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]]))),
    language: job.options.language ?? 'en',
    ...(failure === null ? {} : { failure, failure_detail: FAILURE_DETAILS[failure] }),
  }
}

const FAILURE_DETAILS = {
  internal_processing: 'Internal Processing Error',
  download_failure: 'Failed to download media file. Please check your url and file type',
  duration_exceeded: 'Media duration exceeds the limit',
  duration_too_short: 'Media is too short',
  invalid_media: 'Media could not be decoded',
  empty_media: 'Media is empty',
  transcription: 'Transcription failed',
  insufficient_balance: 'Insufficient balance',
  invoicing_limit_exceeded: 'Invoicing limit exceeded',
} as const satisfies Readonly<Record<NonNullable<FakeRevAiJob['failure']>, string>>
