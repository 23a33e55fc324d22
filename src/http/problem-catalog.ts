/**
 * Every `code` that a problem may have, with the kind of error that it is and an example of its `detail`. The description
 * of the API is made from it, and tests refuse an answer whose code is not told of its operation.
 */
export const PROBLEMS = {
  // The transport's own.
  validation_failed: { kind: 'invalid', detail: 'The request body is not valid.' },
  malformed_body: { kind: 'invalid', detail: 'The body is not well-formed.' },
  invalid_cursor: {
    kind: 'invalid',
    detail: 'The cursor is not one of this list. Start again without it.',
  },
  missing_token: { kind: 'unauthenticated', detail: 'This needs an `Authorization: Bearer` header.' },
  invalid_token: { kind: 'unauthenticated', detail: 'The token is not valid.' },
  token_expired: { kind: 'unauthenticated', detail: 'The token has expired.' },
  not_an_admin: {
    kind: 'forbidden',
    detail: 'The token is valid, but its user is not an admin (app_metadata.role).',
  },
  route_not_found: { kind: 'not_found', detail: 'There is nothing here.' },
  method_not_allowed: { kind: 'method_not_allowed', detail: 'This resource answers GET, HEAD, POST.' },
  body_too_large: { kind: 'too_large', detail: 'The body is larger than 1048576 bytes.' },
  unsupported_content_type: {
    kind: 'unsupported_media',
    detail: 'The Content-Type is not one that this takes.',
  },
  range_not_satisfiable: { kind: 'range_not_satisfiable', detail: 'The file has 48211034 bytes.' },
  internal_error: {
    kind: 'internal',
    detail: 'Something went wrong here. The request id helps to find out what.',
  },
  too_many_requests: {
    kind: 'too_many',
    detail: 'This token may make 30000 requests a minute. Try again later.',
  },
  too_many_failures: {
    kind: 'too_many',
    detail: 'Too many tokens from this address were refused. Try again later.',
  },
  request_timed_out: {
    kind: 'unavailable',
    detail: 'The answer took too long. What was asked for may have been done.',
  },
  service_unavailable: {
    kind: 'unavailable',
    detail: 'A service that this needs is not available now; try again later.',
  },

  // Of several resources.
  idempotency_key_reused: {
    kind: 'conflict',
    detail: 'This Idempotency-Key was used for a different request.',
  },

  // Uploads.
  upload_not_found: { kind: 'not_found', detail: 'There is no such upload.' },
  invalid_upload: { kind: 'invalid', detail: 'The upload is not valid.' },
  upload_completed: { kind: 'conflict', detail: 'The upload is completed; it takes no more files.' },
  upload_failed: { kind: 'conflict', detail: 'The upload is failed; it takes no more files.' },
  upload_cancelled: { kind: 'conflict', detail: 'The upload is cancelled; it takes no more files.' },
  upload_expired: { kind: 'conflict', detail: 'The upload is expired; it takes no more files.' },
  upload_in_use: {
    kind: 'conflict',
    detail: 'An audiobook was made from this upload; delete the audiobook instead.',
  },
  upload_receiving: {
    kind: 'conflict',
    detail: 'A file of this upload is still being received; try again shortly.',
  },
  upload_not_completed: {
    kind: 'conflict',
    detail: 'The upload is not completed: send all its files first.',
  },
  upload_too_large: {
    kind: 'too_large',
    detail: 'The files of this upload were announced to hold 48211034 bytes at most.',
  },

  // Files of uploads.
  multipart_expected: {
    kind: 'invalid',
    detail: 'The Content-Type must be multipart/form-data with a boundary.',
  },
  malformed_multipart: {
    kind: 'invalid',
    detail: 'The body is not well-formed multipart/form-data, or ends too early.',
  },
  missing_file: { kind: 'invalid', detail: 'The form has no part named `file` with a file name.' },
  unexpected_file: { kind: 'invalid', detail: 'The form may hold one file, in the part named `file`.' },
  too_many_fields: { kind: 'invalid', detail: 'The form has more fields than this takes.' },
  empty_file: { kind: 'invalid', detail: 'The file is empty.' },
  upload_interrupted: { kind: 'invalid', detail: 'The connection ended before the file was complete.' },
  chapter_number_out_of_range: {
    kind: 'invalid',
    detail: 'The chapter number must be between 1 and 12.',
  },
  chapter_number_taken: { kind: 'conflict', detail: 'Another file of this upload is chapter 3.' },
  no_file_slot_free: {
    kind: 'conflict',
    detail: 'As many files as announced are stored or being received.',
  },
  file_in_progress: {
    kind: 'conflict',
    detail: 'The file with this Idempotency-Key is being received.',
  },
  file_not_receiving: { kind: 'conflict', detail: 'The file was given up while it was being received.' },
  file_too_large: { kind: 'too_large', detail: 'A file may hold 2147483648 bytes at most.' },
  unsupported_media_type: {
    kind: 'unsupported_media',
    detail: 'The content of the file is not audio of a supported kind.',
  },
  unreadable_audio: {
    kind: 'unprocessable',
    detail: 'The file looks like audio, but can not be read as such. Is it damaged or incomplete?',
  },

  // Audiobooks.
  audiobook_not_found: { kind: 'not_found', detail: 'There is no such audiobook.' },
  chapter_not_found: { kind: 'not_found', detail: 'There is no such chapter.' },
  cover_not_found: { kind: 'not_found', detail: 'There is no such cover.' },
  transcript_not_found: { kind: 'not_found', detail: 'There is no such transcript.' },
  invalid_range: { kind: 'invalid', detail: 'The range is longer than 366 days.' },
  too_many_groups: {
    kind: 'invalid',
    detail: 'More than 1000 rows: ask for a shorter range or fewer groups.',
  },
  details_missing: {
    kind: 'invalid',
    detail: 'The book needs a title and an author, and its files do not name them.',
  },

  // Jobs.
  job_not_found: { kind: 'not_found', detail: 'There is no such job.' },
  dead_letter_not_found: { kind: 'not_found', detail: 'There is no such dead letter.' },
  job_not_retryable: { kind: 'conflict', detail: 'Only a failed or cancelled job can be retried.' },
  job_not_cancellable: {
    kind: 'conflict',
    detail: 'The job has completed or failed: there is nothing to cancel.',
  },
  audiobook_processing: {
    kind: 'conflict',
    detail:
      'Jobs of the book are under way: wait for them, or cancel them, before you force their work anew.',
  },
  filter_needed: {
    kind: 'invalid',
    detail: 'Say which: without a filter this would be for everything.',
  },
  job_completed: {
    kind: 'conflict',
    detail: 'The job has completed: its priority decides nothing any more.',
  },
  job_not_available: {
    kind: 'conflict',
    detail: 'Another worker has the job, it is not due yet, or it is over.',
  },
  stale_report: {
    kind: 'conflict',
    detail: 'The claim no longer holds: stop the work and keep nothing.',
  },

  // Owners.
  owner_not_yours: {
    kind: 'forbidden',
    detail: 'Only a static admin token may delete the data of an owner.',
  },

  // Backups.
  backup_not_for_owners: {
    kind: 'forbidden',
    detail: 'A backup holds the data of all owners: only a static admin token may make one.',
  },
  backup_kept_elsewhere: {
    kind: 'conflict',
    detail: 'This server keeps its data in a PostgreSQL server: back that up, and the audio storage.',
  },
  backup_in_progress: {
    kind: 'conflict',
    detail: 'Another backup is being read; try again when it has ended.',
  },

  // Events.
  too_many_streams: {
    kind: 'too_many',
    detail: 'You have 200 event streams open, and more are not allowed. Close one first.',
  },
  streams_exhausted: {
    kind: 'unavailable',
    detail: 'This server has as many event streams open as it may. Try again later.',
  },
  websocket_expected: { kind: 'invalid', detail: 'This speaks WebSocket; the request asks for no upgrade.' },

  // Webhooks.
  webhook_not_found: { kind: 'not_found', detail: 'There is no such webhook.' },
  delivery_not_found: { kind: 'not_found', detail: 'There is no such delivery.' },
  invalid_webhook_url: { kind: 'invalid', detail: 'The URL is not one that may be sent to.' },
  too_many_webhooks: { kind: 'conflict', detail: 'There are 20 already; delete one first.' },

  // Queues.
  not_for_owners: {
    kind: 'forbidden',
    detail: 'All owners share the queues: only a static admin token may pause and resume them.',
  },
} as const satisfies Readonly<Record<string, { readonly kind: string; readonly detail: string }>>

export type ProblemCode = keyof typeof PROBLEMS

export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]

/** An upload that has ended, however it ended. */
export const UPLOAD_OVER = [
  'upload_completed',
  'upload_failed',
  'upload_cancelled',
  'upload_expired',
] as const
