import { z } from 'zod'
import { type PortError, permanentError, throttledError, transientError } from '../../ports/port-error.ts'

/** Why a request failed. The HTTP status says little: JSON routes answer 400 and put the true one in the body. */
export interface StorageFault {
  /** As the storage names it, e.g. `NoSuchKey`; null where it gives none. */
  readonly code: string | null
  /** Of the body, else of the HTTP answer; null when there was no answer. */
  readonly statusCode: number | null
  readonly message: string
  readonly retryAfterMs: number | null
  readonly cause?: unknown
}

const MAX_ERROR_BYTES = 64 * 1024
const MAX_MESSAGE_LENGTH = 300
/** When the storage says that it is busy, but not for how long. */
const DEFAULT_RETRY_AFTER_MS = 10_000
/** No wait is longer, whatever was asked for. */
const MAX_RETRY_AFTER_MS = 10 * 60_000

/** A name that is no number: gateways put other things there. */
const codeSchema = z
  .string()
  .regex(/^[A-Za-z_]+$/)
  .nullable()
  .catch(null)
const bodySchema = z.looseObject({
  code: codeSchema.default(null),
  error: codeSchema.default(null),
  statusCode: z.coerce.number().int().min(100).max(599).optional().catch(undefined),
  message: z.string().default(''),
})

/** Older servers have a name in `error` and none in `code`. */
const CODES_OF_ERRORS: Readonly<Record<string, string>> = {
  not_found: 'NoSuchKey',
  Duplicate: 'KeyAlreadyExists',
  InvalidJWT: 'InvalidJWT',
  Unauthorized: 'AccessDenied',
}

/** Reads the body of a failed answer: JSON of the storage, text of its resumable part, or a proxy's HTML. */
export async function readFault(response: Response): Promise<StorageFault> {
  const text = await readText(response, MAX_ERROR_BYTES).catch(() => '')
  const retryAfterMs = retryAfterOf(response.headers.get('retry-after'))
  const parsed = bodySchema.safeParse(parseJson(text))
  if (parsed.success) {
    const { code, error, statusCode = response.status, message } = parsed.data
    const known = code ?? CODES_OF_ERRORS[error ?? ''] ?? null
    return { code: known, statusCode, message: shorten(message), retryAfterMs }
  }
  const isPlain = response.headers.get('content-type')?.startsWith('text/plain') === true
  const message = isPlain && text.trim() !== '' ? shorten(text.trim()) : `HTTP ${response.status}`
  return { code: null, statusCode: response.status, message, retryAfterMs }
}

/** No answer came, or one that breaks off. */
export const noAnswer = (cause: unknown): StorageFault => ({
  code: null,
  statusCode: null,
  message: describe(cause),
  retryAfterMs: null,
  cause,
})

/** Network errors keep what matters in their cause: `fetch failed` says nothing, `ECONNREFUSED` does. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return 'no answer'
  const inner = cause.cause
  const code = inner instanceof Error && 'code' in inner ? ` (${String(inner.code)})` : ''
  return shorten(`${cause.message}${code}`)
}

export const isMissingBucket = ({ code, message }: StorageFault): boolean =>
  code === 'NoSuchBucket' || /bucket not found/i.test(message)

export const isMissingObject = (fault: StorageFault): boolean =>
  fault.code === 'NoSuchKey' || (fault.code === null && fault.statusCode === 404 && !isMissingBucket(fault))

export const isOutsideRange = ({ code, statusCode }: StorageFault): boolean =>
  code === 'InvalidRange' || statusCode === 416

const isDenied = ({ code, statusCode }: StorageFault): boolean =>
  code === 'AccessDenied' || code === 'InvalidJWT' || statusCode === 401 || statusCode === 403

export const isTooLarge = ({ code, statusCode }: StorageFault): boolean =>
  code === 'EntityTooLarge' || statusCode === 413

const isThrottled = ({ code, statusCode }: StorageFault): boolean => code === 'SlowDown' || statusCode === 429

/** 423: another request holds the upload; 544: the database of the storage did not answer. */
const isPassing = ({ code, statusCode }: StorageFault): boolean =>
  statusCode === null ||
  statusCode >= 500 ||
  statusCode === 423 ||
  statusCode === 408 ||
  code === 'ResourceLocked'

/** The same request may succeed a little later. */
export const isWorthRetrying = (fault: StorageFault): boolean => isThrottled(fault) || isPassing(fault)

/** `label` names the project and the bucket in messages for the operator. */
export function toPortError(fault: StorageFault, label: string): PortError {
  const { code, statusCode, message } = fault
  const told = `${label} answered ${code ?? statusCode ?? 'nothing'}: ${message}`
  if (isThrottled(fault)) {
    const retryAfterMs = fault.retryAfterMs ?? DEFAULT_RETRY_AFTER_MS
    return throttledError('storage_throttled', told, retryAfterMs, fault.cause)
  }
  if (isPassing(fault)) return transientError('storage_unavailable', told, fault.cause)
  if (isMissingBucket(fault)) return permanentError('storage_bucket_missing', `${label} does not exist`)
  if (isDenied(fault))
    return permanentError(
      'storage_denied',
      `${told}. Is SUPABASE_SECRET_KEY (or SUPABASE_SERVICE_ROLE_KEY) right?`,
    )
  if (isTooLarge(fault)) {
    return permanentError(
      'object_too_large',
      `${label} takes no file as large as this; the free plan ends at 50 MB, other limits stand in the project's storage settings`,
    )
  }
  if (isMissingObject(fault)) return permanentError('object_missing', told)
  return permanentError('storage_failed', told)
}

/** All of a body as text; rejects when it is longer. */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) throw new Error(`an answer of more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const shorten = (text: string): string => text.slice(0, MAX_MESSAGE_LENGTH)

/** Seconds or a date (RFC 9110, 10.2.3). */
function retryAfterOf(header: string | null): number | null {
  if (header === null) return null
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), MAX_RETRY_AFTER_MS) : null
}
