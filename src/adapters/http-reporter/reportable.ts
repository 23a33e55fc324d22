import type { Failure } from '../../domain/job/failure.ts'

/**
 * What the API takes (`src/http/schemas/job-report.ts`). A report that it refused as malformed would be repeated for
 * ever, so whatever an engine says is made to fit.
 */
const MAX_MESSAGE_CHARACTERS = 2000
const MAX_CODE_CHARACTERS = 64
const MAX_WAIT_MS = 30 * 24 * 60 * 60 * 1000
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]+/g

export const withinOne = (fraction: number): number =>
  Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0

export const wholeWait = (waitMs: number): number =>
  Number.isFinite(waitMs) ? Math.min(MAX_WAIT_MS, Math.max(0, Math.ceil(waitMs))) : 0

export const presentFailure = ({ kind, code, message, retryAfterMs }: Failure): object => ({
  kind,
  code:
    code
      .toLowerCase()
      .replaceAll(/[^a-z0-9_]+/g, '_')
      .slice(0, MAX_CODE_CHARACTERS) || 'unknown',
  message:
    message.slice(0, MAX_MESSAGE_CHARACTERS).toWellFormed().replaceAll(CONTROL_CHARACTERS, ' ').trim() ||
    'No reason was given.',
  ...(retryAfterMs === undefined ? {} : { retry_after_ms: wholeWait(retryAfterMs) }),
})
