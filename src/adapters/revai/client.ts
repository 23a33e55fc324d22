import { err, ok, type Result } from 'neverthrow'
import { RevAiApiClient } from 'revai-node-sdk'
import type * as z from 'zod'
import { type CallFailure, parseRetryAfter } from './errors.ts'

export interface RevAiServer {
  readonly apiKey: string
  /** Without a trailing slash, e.g. `https://api.rev.ai`. */
  readonly baseUrl: string
}

/** How long one call may take. */
export interface CallLimits {
  /** Without a byte moving. */
  readonly idleMs: number
  readonly totalMs: number
}

const MAX_ANSWER_BYTES = 512 * 1024 * 1024
const MAX_PROBLEM_CHARACTERS = 300

/**
 * Makes one call with the SDK, which has no time-out, no abort signal and throws what are no errors: here it gets all
 * three, and what comes back is checked. Never rejects.
 */
export async function callRevAi<Shape extends z.ZodType>(
  server: RevAiServer,
  shape: Shape,
  { limits, signal }: { readonly limits: CallLimits; readonly signal: AbortSignal },
  run: (client: RevAiApiClient) => Promise<unknown>,
): Promise<Result<z.output<Shape>, CallFailure>> {
  if (signal.aborted) return err({ kind: 'aborted' })
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), limits.totalMs)
  const abort = () => stop.abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return readAnswer(shape, await run(createClient(server, limits, stop.signal)))
  } catch (thrown) {
    // Closes the connection of a request whose body could not be read to its end.
    const wasStopped = stop.signal.aborted
    stop.abort()
    if (signal.aborted) return err({ kind: 'aborted' })
    return err(wasStopped ? { kind: 'timeout' } : toFailure(thrown))
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

/** A 200 may come with anything: the SDK passes on what is not JSON as text. */
function readAnswer<Shape extends z.ZodType>(
  shape: Shape,
  answer: unknown,
): Result<z.output<Shape>, CallFailure> {
  const parsed = shape.safeParse(answer)
  if (parsed.success) return ok(parsed.data)
  const [issue] = parsed.error.issues
  const detail = `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim()
  return err({ kind: 'unreadable', detail: detail.slice(0, MAX_PROBLEM_CHARACTERS) })
}

/** What is used of axios 0.21, which the SDK keeps to itself. */
interface AxiosInstance {
  readonly defaults: {
    timeout?: number
    maxRedirects?: number
    maxContentLength?: number
    cancelToken?: { readonly promise: Promise<unknown>; readonly throwIfRequested: () => void }
  }
  readonly interceptors: {
    readonly response: { use(onFulfilled: undefined, onRejected: (error: unknown) => never): void }
  }
}

/** One for each call: what can be set on it is set for all its calls. */
function createClient(server: RevAiServer, limits: CallLimits, signal: AbortSignal): RevAiApiClient {
  const { apiKey: token, baseUrl } = server
  const deploymentConfig = { baseUrl, baseWebsocketUrl: baseUrl.replace(/^http/, 'ws') }
  const client = new RevAiApiClient({ token, deploymentConfig })
  const { instance } = (client as unknown as { readonly apiHandler: { readonly instance: AxiosInstance } })
    .apiHandler
  // With redirects allowed the whole body is kept in memory, to be sent again (follow-redirects).
  instance.defaults.maxRedirects = 0
  instance.defaults.timeout = limits.idleMs
  instance.defaults.maxContentLength = MAX_ANSWER_BYTES
  instance.defaults.cancelToken = cancelTokenOf(signal)
  // The SDK would lose the headers. It passes on what carries no `response`.
  instance.interceptors.response.use(undefined, (error) => {
    throw refusalOf(error) ?? error
  })
  return client
}

function cancelTokenOf(signal: AbortSignal) {
  const stopped = Promise.withResolvers<unknown>()
  signal.addEventListener('abort', () => stopped.resolve({ message: 'stopped' }), { once: true })
  return { promise: stopped.promise, throwIfRequested: () => signal.throwIfAborted() }
}

interface Refusal {
  readonly refusal: Extract<CallFailure, { kind: 'refused' }>
}

function refusalOf(error: unknown): Refusal | null {
  if (!hasKey(error, 'response') || !hasKey(error.response, 'status')) return null
  const { status } = error.response
  const body = hasKey(error.response, 'data') ? error.response.data : undefined
  const headers = hasKey(error.response, 'headers') ? error.response.headers : undefined
  const retryAfter = hasKey(headers, 'retry-after') ? headers['retry-after'] : undefined
  const retryAfterMs = parseRetryAfter(retryAfter, Date.now())
  return { refusal: { kind: 'refused', status: Number(status), body, retryAfterMs } }
}

/** Neither message nor cause is kept: they hold the request, and with it the key. */
function toFailure(thrown: unknown): CallFailure {
  if (hasKey(thrown, 'refusal')) return (thrown as unknown as Refusal).refusal
  const code = hasKey(thrown, 'code') && typeof thrown.code === 'string' ? thrown.code : 'no connection'
  return code === 'ECONNABORTED' && isTimeout(thrown) ? { kind: 'timeout' } : { kind: 'unreachable', code }
}

/** axios has the same code for answers that break off. */
const isTimeout = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.message.startsWith('timeout')

const hasKey = <Key extends string>(value: unknown, key: Key): value is Readonly<Record<Key, unknown>> =>
  typeof value === 'object' && value !== null && key in value
