import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { MultipartBody } from './multipart.ts'

/** No byte for so long: the connection is dead. */
const SOCKET_TIMEOUT_MS = 120_000
/** Answers are JSON or captions; a transcript of a 40-hour book is about 60 MiB. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024

/** How long an answer may still be on its way after the connection broke. */
const ANSWER_GRACE_MS = 200

export interface WireRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | MultipartBody | null
  /** Bytes of the body handed to the connection so far. */
  readonly onSent?: ((sentBytes: number) => void) | undefined
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface WireAnswer {
  readonly status: number
  readonly retryAfterSeconds: number | null
  readonly text: string
}

/**
 * One exchange. Rejects when there is no answer. On `node:http` rather than `fetch`: Node's fetch buffers a streamed
 * body (700 MB held for a 600 MB file on Node 20), this does not, on Node as on Bun.
 */
export const exchange = async (wire: WireRequest): Promise<WireAnswer> => {
  const request = open(wire)
  const answered = new Promise<IncomingMessage>((resolve) => request.once('response', resolve))
  // A server that refuses early closes the connection: its answer counts, not the broken pipe, which may show first.
  const failed = new Promise<never>((_resolve, reject) => {
    request.once('error', (error) => setTimeout(reject, ANSWER_GRACE_MS, error))
  })
  const sent = sendBody(request, wire).catch(() => undefined)
  try {
    return await readAnswer(await Promise.race([answered, failed]))
  } finally {
    request.on('error', () => undefined)
    request.destroy()
    await sent
  }
}

const open = ({ method, url, headers, body, timeoutMs, signal }: WireRequest): ClientRequest => {
  const length = body === null ? {} : { 'content-length': String(sizeOf(body)) }
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest
  const request = start(url, {
    method,
    headers: { ...headers, ...length },
    agent: false,
    timeout: timeoutMs ?? SOCKET_TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
  })
  request.once('timeout', () => request.destroy(new Error('the server did not answer in time')))
  return request
}

const sizeOf = (body: string | MultipartBody): number =>
  typeof body === 'string' ? Buffer.byteLength(body) : body.sizeBytes

const sendBody = async (request: ClientRequest, { body, onSent }: WireRequest): Promise<void> => {
  if (body === null || typeof body === 'string') {
    request.end(body ?? undefined)
    return
  }
  let sentBytes = 0
  try {
    for await (const chunk of body.chunks()) {
      if (request.destroyed) return
      if (!request.write(chunk)) await drained(request)
      sentBytes += chunk.length
      onSent?.(sentBytes)
    }
    request.end()
  } catch (error) {
    request.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

const drained = (request: ClientRequest): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      request.off('drain', done).off('close', done)
      resolve()
    }
    request.on('drain', done).on('close', done)
  })

const readAnswer = async (response: IncomingMessage): Promise<WireAnswer> => {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of response) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_ANSWER_BYTES) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  const retryAfter = Number(response.headers['retry-after'])
  return {
    status: response.statusCode ?? 0,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
    text: Buffer.concat(chunks).toString('utf8'),
  }
}
