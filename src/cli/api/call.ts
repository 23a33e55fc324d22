import { setTimeout as sleep } from 'node:timers/promises'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { z } from 'zod'
import { EXIT, type Failure, failure } from '../failure.ts'
import { problemSchema } from './schemas.ts'
import { exchange, type WireAnswer, type WireRequest } from './transport.ts'

const MAX_TRIES = 4
const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 30_000
const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504])
/** The try before broke, and the server has not noticed yet that nobody sends any more. */
const RETRIED_CODES: ReadonlySet<string> = new Set(['file_in_progress'])

export interface CallOptions {
  /** Delay before try n + 1 without the server's own wish; tests set 0. */
  readonly firstDelayMs?: number
  readonly onRetry?: (reason: string) => void
  readonly maxTries?: number
  /** Besides 2xx: statuses whose body is an answer. */
  readonly acceptedStatuses?: readonly number[]
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const codeOf = (answer: WireAnswer): string =>
  problemSchema.safeParse(parseJson(answer.text)).data?.code ?? ''

const isWorthRetrying = (answer: WireAnswer): boolean =>
  RETRIED_STATUSES.has(answer.status) || (answer.status === 409 && RETRIED_CODES.has(codeOf(answer)))

/** What a problem+json answer says, as people read it. */
export const describeRefusal = ({ status, text }: WireAnswer): Failure => {
  const exitCode = status >= 500 || status === 429 ? EXIT.unreachable : EXIT.refused
  const parsed = problemSchema.safeParse(parseJson(text))
  if (!parsed.success) return failure(exitCode, `The server answered ${status}.`)
  const { title, detail, code, request_id, errors = [] } = parsed.data
  return failure(
    exitCode,
    detail ?? title,
    ...errors.map((issue) => `${issue.pointer || '/'}: ${issue.detail}`),
    ...(status === 401
      ? ['Give a token with --token or ADMIN_TOKENS; a server prints its own at the first start.']
      : []),
    `${status} ${code ?? title}${request_id === undefined ? '' : `, request ${request_id}`}`,
  )
}

const unreachable = (url: URL, error: unknown): Failure =>
  failure(EXIT.unreachable, `No answer from ${url.origin}: ${error instanceof Error ? error.message : error}`)

const send = async (
  wire: WireRequest,
  { firstDelayMs = FIRST_DELAY_MS, onRetry, maxTries = MAX_TRIES, acceptedStatuses = [] }: CallOptions,
): Promise<Result<string, Failure>> => {
  let last = failure(EXIT.unreachable, `No answer from ${wire.url.origin}.`)
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    let wishedMs: number | null = null
    try {
      const answer = await exchange(wire)
      const accepted = answer.status >= 200 && answer.status < 300
      if (accepted || acceptedStatuses.includes(answer.status)) return ok(answer.text)
      last = describeRefusal(answer)
      if (!isWorthRetrying(answer)) return err(last)
      wishedMs = answer.retryAfterSeconds === null ? null : answer.retryAfterSeconds * 1000
    } catch (error) {
      if (wire.signal?.aborted === true) return err(failure(EXIT.interrupted, 'Interrupted.'))
      last = unreachable(wire.url, error)
    }
    if (attempt === maxTries) break
    onRetry?.(last.message)
    await sleep(Math.min(MAX_DELAY_MS, wishedMs ?? firstDelayMs * 2 ** (attempt - 1)))
  }
  return err(last)
}

/** Sends and, where it may help, sends again: so what creates something must carry an idempotency key. */
export const callText = (wire: WireRequest, options: CallOptions): ResultAsync<string, Failure> =>
  new ResultAsync(send(wire, options))

export const callJson = <S extends z.ZodType>(
  schema: S,
  wire: WireRequest,
  options: CallOptions,
): ResultAsync<z.output<S>, Failure> =>
  callText(wire, options).andThen((text): Result<z.output<S>, Failure> => {
    const parsed = schema.safeParse(parseJson(text))
    if (parsed.success) return ok(parsed.data)
    const what = `${wire.method} ${wire.url.pathname}`
    return err(failure(EXIT.unreachable, `${what} gave an answer that this version does not understand.`))
  })
