import type { FailureKind } from './failure.ts'

export const ACTION_CODES = [
  'retry',
  'wait_for_quota',
  'check_key',
  'top_up_balance',
  'replace_file',
  'change_language_or_options',
  'change_model',
  'look_at_text',
  'check_storage',
  'check_installation',
  'check_connection',
  'look_at_worker',
  'report_bug',
  'delete_book',
] as const
export type ActionCode = (typeof ACTION_CODES)[number]

/** What people can do about a dead letter. */
export interface SuggestedAction {
  readonly code: ActionCode
  readonly text: string
}

const TEXT: Readonly<Record<ActionCode, string>> = {
  retry: 'It passes by itself as a rule: retry the job. If it fails again, see whether the provider is up.',
  wait_for_quota:
    'A limit of the provider was reached: wait until it is free again, or raise it, then retry.',
  check_key: 'A key, token or permission was refused: set one that is valid, restart the worker, then retry.',
  top_up_balance:
    "The provider's account has no credit, or its plan does not cover this: top it up, then retry.",
  replace_file:
    'The audio can not be worked with: upload a sound file as a new book, and delete this one. A retry gives the same.',
  change_language_or_options:
    'The engine can not do this with the language or options of the book: change them, or the engine, then retry.',
  change_model:
    'The configured model or address does not fit: set another one, restart the worker, then retry.',
  look_at_text:
    'There is nothing in the text that can be used, or the provider refuses it: look at the transcript; another provider may take it.',
  check_storage:
    'The storage has no room, refuses access or lacks the object: repair it, then retry. A lost file must be uploaded again.',
  check_installation:
    'Something that the worker needs is missing or broken on its machine: `chapterwise doctor` says what; then retry.',
  check_connection:
    'The worker could not reach the API, the database or Redis, or not as it should: check addresses and networks, then retry.',
  look_at_worker:
    'The job takes its worker down with it: look at the memory and the log of the worker before a retry, and at the file.',
  report_bug: 'This should not happen: look at the log of the worker and report it. A retry may help once.',
  delete_book:
    'The book or its transcript is gone, or was replaced under the job: retry what it needs first, or delete the book.',
}

/** Every code that engines, storages, the database, the queue and the workers give. */
const CODES_OF: Readonly<Record<ActionCode, readonly string[]>> = {
  retry: [
    ...['aborted', 'api_unavailable', 'bad_answer', 'closed', 'database_busy', 'engine_timeout'],
    ...['events_unsettled', 'intent_stale', 'invalid_answer', 'no_answer', 'server_error', 'stale_claim'],
    ...['timeout', 'vendor_error', 'vendor_job_failed', 'vendor_job_gone', 'vendor_list_too_long'],
    ...['vendor_timeout', 'vendor_unreachable', 'unreachable', 'worker_lost'],
  ],
  wait_for_quota: ['daily_quota', 'own_limit', 'rate_limited', 'storage_throttled'],
  check_key: ['bad_api_key', 'forbidden', 'provider_key', 'worker_token_refused'],
  top_up_balance: ['no_quota', 'provider_balance', 'quota_exhausted', 'region_not_supported'],
  replace_file: [
    ...['audio_size', 'audio_too_large', 'audio_too_long', 'audio_too_short', 'decode_failed'],
    ...['file_too_large', 'not_audio', 'unreadable_audio'],
  ],
  change_language_or_options: ['language_not_supported'],
  change_model: [
    ...['context_too_long', 'context_too_small', 'invalid_dimensions', 'invalid_vector', 'no_times'],
    ...['not_found', 'prompt_cut', 'redirected', 'too_many_dimensions', 'unexpected_answer'],
    ...['unknown_model', 'wrong_dimensions', 'wrong_model', 'answer_cut', 'answer_too_large', 'bad_request'],
  ],
  look_at_text: ['content_blocked', 'no_text'],
  check_storage: [
    ...['audio_gone', 'audio_not_copied', 'audio_not_fetched', 'audio_read_failed', 'audio_unreadable'],
    ...['body_failed', 'invalid_key', 'object_missing', 'object_too_large', 'range_not_satisfiable'],
    ...['storage_bucket_missing', 'storage_denied', 'storage_failed', 'storage_full'],
    ...['storage_misconfigured', 'storage_read_failed', 'storage_unavailable', 'vendor_download_failed'],
  ],
  check_installation: [
    ...['cache_unwritable', 'decoder_broken', 'embeddings_missing', 'embeddings_unreadable'],
    ...['engine_missing', 'ffmpeg_missing', 'unsuitable_database'],
  ],
  check_connection: [
    ...['api_unreachable', 'database_unavailable', 'not_the_api', 'redis_refused', 'redis_timeout'],
    'redis_unavailable',
  ],
  look_at_worker: [
    ...['decoder_killed', 'ffmpeg_killed', 'poison', 'recognition_failed', 'recognizer_killed'],
    'thread_crashed',
  ],
  report_bug: [
    ...['database_error', 'local_engine_bug', 'not_resumable', 'nothing_to_resume', 'report_refused'],
    ...['unexpected_error', 'wrong_worker'],
  ],
  delete_book: ['book_gone', 'no_transcript'],
}

export const KNOWN_ERROR_CODES: readonly string[] = Object.values(CODES_OF).flat()

const ACTION_OF = new Map<string, ActionCode>(
  ACTION_CODES.flatMap((action) => CODES_OF[action].map((code) => [code, action] as const)),
)

/** Of codes that stand in no table: those of an engine that a program brought along. */
const ACTION_OF_KIND: Readonly<Record<FailureKind, ActionCode>> = {
  transient: 'retry',
  throttled: 'wait_for_quota',
  permanent: 'report_bug',
  crash: 'look_at_worker',
}

export function suggestedAction({
  code,
  kind,
}: {
  readonly code: string
  readonly kind: FailureKind
}): SuggestedAction {
  const action = ACTION_OF.get(code) ?? ACTION_OF_KIND[kind]
  return { code: action, text: TEXT[action] }
}
