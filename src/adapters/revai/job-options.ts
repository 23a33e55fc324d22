import type { RevAiJobOptions } from 'revai-node-sdk'
import type { TranscribeRequest } from '../../ports/transcriber.ts'

/** Missing from the SDK's type; sent as it is. */
export type JobOptions = RevAiJobOptions & { readonly speakers_count?: number }

export interface Webhook {
  /** Where Rev.ai reaches the API, without query. */
  readonly url: string
  readonly secret: string
}

/** Once we have the transcript we delete it; this is for when we don't come to it. */
const KEPT_AT_MOST_SECONDS = 7 * 24 * 60 * 60

/** Told to Rev.ai and echoed with the job: how a submission is found again. */
export const metadataOf = (token: string): string => `chapterwise ${token}`

export function jobOptionsOf(
  { jobId, language, options }: Pick<TranscribeRequest, 'jobId' | 'language' | 'options'>,
  token: string,
  {
    webhook,
    deleteAfterTranscription,
  }: {
    readonly webhook: Webhook | null
    readonly deleteAfterTranscription: boolean
  },
): JobOptions {
  const { customVocabulary, diarization = false, speakersCount } = options
  return {
    metadata: metadataOf(token),
    language: revAiLanguage(language),
    skip_diarization: !diarization,
    ...(diarization && speakersCount !== undefined ? { speakers_count: speakersCount } : {}),
    ...(customVocabulary === undefined ? {} : { custom_vocabularies: [{ phrases: [...customVocabulary] }] }),
    ...(deleteAfterTranscription ? { delete_after_seconds: KEPT_AT_MOST_SECONDS } : {}),
    ...(webhook === null ? {} : { notification_config: notificationOf(webhook, jobId) }),
  }
}

const notificationOf = ({ url, secret }: Webhook, jobId: string) => ({
  url: `${url}?job_id=${encodeURIComponent(jobId)}`,
  auth_headers: { Authorization: `Bearer ${secret}` },
})

/** The only languages that are told apart by region. */
const REGIONAL = new Set(['en-us', 'en-gb'])
/** Where Rev.ai's code is not the primary subtag. */
const OTHER_CODES: ReadonlyMap<string, string> = new Map([
  ['zh', 'cmn'],
  ['nb', 'no'],
  ['nn', 'no'],
])

/** BCP 47 to Rev.ai's code. The list of languages grows; the vendor refuses what it does not know. */
export function revAiLanguage(language: string): string {
  const lower = language.toLowerCase()
  if (REGIONAL.has(lower)) return lower
  const [primary = lower] = lower.split('-')
  return OTHER_CODES.get(primary) ?? primary
}
