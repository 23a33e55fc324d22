import { err, ok, type Result } from 'neverthrow'
import type { Clock } from '../../ports/clock.ts'
import { isWorthRetrying, noAnswer, readFault, readText, type StorageFault } from './storage-fault.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface StorageRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  readonly signal?: AbortSignal | undefined
}

export interface Transport {
  /** One attempt; for requests that must not be repeated blindly. The answer's body has been read. */
  once(request: StorageRequest): Promise<Result<Response, StorageFault>>
  /** Repeats what is worth it, a few times. For requests that do the same when they arrive twice. */
  repeated(request: StorageRequest): Promise<Result<Response, StorageFault>>
  /** Repeats likewise; resolves with the head of an answer whose body is still to come. */
  open(request: StorageRequest): Promise<Result<OpenResponse, StorageFault>>
  /** Waits before attempt `attempt + 1`; false when there is to be none. */
  waitForRetry(attempt: number, fault: StorageFault, signal?: AbortSignal): Promise<boolean>
}

export interface OpenResponse {
  readonly response: Response
  /** Ends the connection. */
  close(): void
}

export interface TransportOptions {
  /** Sent with every request: the key. */
  readonly headers: Readonly<Record<string, string>>
  readonly clock: Pick<Clock, 'sleep'>
  readonly fetch?: Fetch
  /** Of one request that carries a block, its answer's body included; others have less. */
  readonly timeoutMs?: number
  /** Before the first repetition; doubles with each. */
  readonly retryDelayMs?: number
  readonly maxAttempts?: number
}

const DEFAULT_MAX_ATTEMPTS = 5
/** 6 MiB in this time are 0.4 Mbit/s. */
const DEFAULT_TIMEOUT_MS = 120_000
/** Of a request without bytes of objects; of `open`, up to the head of the answer. */
const ANSWER_TIMEOUT_MS = 20_000
const DEFAULT_RETRY_DELAY_MS = 500
/** A wait that the storage asks for is obeyed up to here; a longer one is the caller's to make. */
const MAX_RETRY_DELAY_MS = 15_000
/** A page of 1,000 names is under 1 MB. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

export function createTransport(options: TransportOptions): Transport {
  const { clock, timeoutMs = DEFAULT_TIMEOUT_MS, retryDelayMs = DEFAULT_RETRY_DELAY_MS } = options
  const { maxAttempts = DEFAULT_MAX_ATTEMPTS } = options
  const send: Fetch = options.fetch ?? fetch

  /** `read` takes what it needs of a good answer before the time is over. */
  async function attempt<T>(
    request: StorageRequest,
    read: (response: Response, close: () => void) => Promise<T>,
  ): Promise<Result<T, StorageFault>> {
    const controller = new AbortController()
    const isTransfer = request.body instanceof Uint8Array
    const limitMs = isTransfer ? timeoutMs : Math.min(timeoutMs, ANSWER_TIMEOUT_MS)
    const timer = setTimeout(() => controller.abort(new Error(`no answer in ${limitMs} ms`)), limitMs)
    const forward = () => controller.abort(request.signal?.reason)
    request.signal?.addEventListener('abort', forward)
    try {
      request.signal?.throwIfAborted()
      const response = await send(request.url, initOf(request, options.headers, controller.signal))
      if (!response.ok) return err(await readFault(response))
      return ok(await read(response, () => controller.abort()))
    } catch (error) {
      return err(noAnswer(controller.signal.aborted ? controller.signal.reason : error))
    } finally {
      clearTimeout(timer)
      request.signal?.removeEventListener('abort', forward)
    }
  }

  async function waitForRetry(number: number, fault: StorageFault, signal?: AbortSignal): Promise<boolean> {
    const askedMs = fault.retryAfterMs ?? 0
    const isOver = number >= maxAttempts || askedMs > MAX_RETRY_DELAY_MS
    if (isOver || isAborted(signal) || !isWorthRetrying(fault)) return false
    const backoffMs = Math.min(MAX_RETRY_DELAY_MS, retryDelayMs * 2 ** (number - 1))
    await clock.sleep(Math.max(askedMs, backoffMs * (0.5 + Math.random() / 2)), signal)
    return !isAborted(signal)
  }

  async function repeat<T>(
    request: StorageRequest,
    run: () => Promise<Result<T, StorageFault>>,
  ): Promise<Result<T, StorageFault>> {
    for (let number = 1; ; number += 1) {
      const result = await run()
      if (result.isOk() || !(await waitForRetry(number, result.error, request.signal))) return result
    }
  }

  const once = (request: StorageRequest) => attempt(request, wholeAnswer)
  return {
    once,
    waitForRetry,
    repeated: (request) => repeat(request, () => once(request)),
    open: (request) =>
      repeat(request, () => attempt(request, async (response, close) => ({ response, close }))),
  }
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true

function initOf(
  request: StorageRequest,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): RequestInit {
  // The key must not follow a redirect. `timeout: false` lifts Bun's own limit of five minutes; Node ignores it.
  const init: RequestInit & { timeout: false } = {
    method: request.method,
    headers: { ...headers, ...request.headers },
    redirect: 'error',
    signal,
    timeout: false,
  }
  if (request.body !== undefined) init.body = request.body as BodyInit
  return init
}

/** With its body read, so that a broken connection or half a JSON text counts as no answer. */
async function wholeAnswer(response: Response): Promise<Response> {
  const { status, headers } = response
  const text = await readText(response, MAX_ANSWER_BYTES)
  if (text !== '' && headers.get('content-type')?.includes('json') === true) JSON.parse(text)
  // A Response may have no body with these (Fetch standard, "null body status").
  return new Response(status === 204 || text === '' ? null : text, { status, headers })
}
