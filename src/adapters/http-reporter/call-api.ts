import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { z } from 'zod'
import { type PortError, type PortResult, permanentError, transientError } from '../../ports/port-error.ts'

export interface ApiOptions {
  /** Of the API, without `/api/v1`. */
  readonly baseUrl: string
  /** `WORKER_TOKEN` of the API. */
  readonly token: string
  /** How long one call may take; milliseconds. */
  readonly timeoutMs?: number
  readonly fetch?: typeof fetch
}

/** `refused`: the API knows better (409), or knows no such job (404). */
export type Answered<T> = { readonly kind: 'accepted'; readonly body: T } | { readonly kind: 'refused' }

/** Well below the time after which a claim that was not renewed is given up, so that a lost answer leaves time for another try. */
const TIMEOUT_MS = 4_000
const MAX_DETAIL_CHARACTERS = 300

/** Calls of a worker to the API. Connections are kept alive by the runtime's `fetch`. */
export function createApiCall({ baseUrl, token, timeoutMs = TIMEOUT_MS, fetch: send = fetch }: ApiOptions) {
  const root = `${baseUrl.replace(/\/+$/, '')}/api/v1/admin/jobs`

  const exchange = async (path: string, body: object): Promise<Result<Response, PortError>> => {
    try {
      const response = await send(`${root}${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      })
      return ok(response)
    } catch (cause) {
      return err(transientError('api_unreachable', `The API at ${baseUrl} does not answer.`, cause))
    }
  }

  return <Shape extends z.ZodType>(
    path: string,
    body: object,
    shape: Shape,
  ): PortResult<Answered<z.output<Shape>>> =>
    new ResultAsync(exchange(path, body)).andThen((response) => new ResultAsync(readAnswer(response, shape)))
}

async function readAnswer<Shape extends z.ZodType>(
  response: Response,
  shape: Shape,
): Promise<Result<Answered<z.output<Shape>>, PortError>> {
  // The body is read in every case: a connection with an unread answer can't be used again.
  const text = await response.text().catch(() => null)
  if (text === null) return err(transientError('api_unreachable', 'The answer of the API broke off.'))
  if (response.status === 404 && !isOurProblem(text)) return err(wrongServer(response.status))
  if (response.status === 404 || response.status === 409) return ok({ kind: 'refused' })
  if (!response.ok) return err(toPortError(response, text))
  const parsed = shape.safeParse(parseJson(text))
  return parsed.success ? ok({ kind: 'accepted', body: parsed.data }) : err(wrongServer(response.status))
}

function toPortError(response: Response, text: string): PortError {
  const seconds = Number(response.headers.get('Retry-After'))
  const error = statusError(response.status, text)
  return seconds > 0 && error.kind === 'transient' ? { ...error, retryAfterMs: seconds * 1000 } : error
}

/** Of any answer but one that is accepted or refused for good. */
export function statusError(status: number, text: string): PortError {
  if (status === 401 || status === 403) {
    return permanentError(
      'worker_token_refused',
      `The API refuses the worker token (${status}): WORKER_TOKEN must be the same here and there.`,
    )
  }
  if (status >= 500 || status === 408 || status === 425 || status === 429) {
    return transientError('api_unavailable', `The API answered ${status}.`)
  }
  return permanentError(
    'report_refused',
    `The API refused a report (${status}): ${text.slice(0, MAX_DETAIL_CHARACTERS)}`,
  )
}

/** A proxy's or another program's 404 says nothing about the job: work must not be thrown away for it. */
const isOurProblem = (text: string): boolean => {
  const body = parseJson(text)
  return typeof body === 'object' && body !== null && 'code' in body && body.code === 'job_not_found'
}

export const wrongServer = (status: number): PortError =>
  transientError('not_the_api', `What answers at API_BASE_URL (${status}) is not an API of this release.`)

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
