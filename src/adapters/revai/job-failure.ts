import { type PortError, permanentError, transientError } from '../../ports/port-error.ts'
import { cleanDetail } from './errors.ts'
import type { RevAiJob } from './shapes.ts'

/** Someone must pay before anything else is transcribed. */
export const isBalanceFailure = ({ failure }: RevAiJob): boolean =>
  failure === 'insufficient_balance' || failure === 'invoicing_limit_exceeded'

/** What the failure of a vendor's job means for ours. A transient one is worth another vendor job. */
export function errorOfJob(job: RevAiJob): PortError {
  const detail = cleanDetail(job.failure_detail ?? '')
  const said = `Rev.ai failed the job (${job.failure ?? 'no reason given'})${detail === '' ? '.' : `: ${detail}`}`
  switch (job.failure) {
    case 'internal_processing':
    case 'transcription':
      return transientError('vendor_job_failed', said)
    case 'download_failure':
      return transientError(
        'vendor_download_failed',
        `${said} The storage must be reachable from the internet.`,
      )
    case 'invalid_media':
    case 'empty_media':
      return permanentError('decode_failed', said)
    case 'duration_exceeded':
      return permanentError('audio_too_long', said)
    case 'duration_too_short':
      return permanentError('audio_too_short', said)
    case 'insufficient_balance':
    case 'invoicing_limit_exceeded':
      return permanentError(
        'provider_balance',
        `${said} Add credit to the Rev.ai account, then retry the failed jobs.`,
      )
    default:
      return permanentError('vendor_job_failed', said)
  }
}
