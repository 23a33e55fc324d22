import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { guardedLookup, REFUSED_TARGET, type Resolve } from './guarded-lookup.ts'
import type { TargetGuard } from './target-guard.ts'

/** Of an answer; the rest is not read, and the connection closed. */
export const MAX_RESPONSE_BYTES = 4_096
/** The status decides; its body is only for people. */
const BODY_WAIT_MS = 2_000
const MAX_HEADER_BYTES = 16_384

export interface PostRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface PostOptions {
  readonly guard: TargetGuard
  readonly resolve: Resolve
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export type Reply =
  | {
      readonly ok: true
      readonly status: number
      readonly body: string
      readonly retryAfter: string | undefined
    }
  | { readonly ok: false; readonly code: string; readonly message: string }

/** One request, no redirects, no proxies, no connection of another request. Never rejects. */
export function post({ url, headers, body }: PostRequest, options: PostOptions): Promise<Reply> {
  const { guard, resolve, timeoutMs, signal } = options
  const client = url.protocol === 'https:' ? https : http
  const lookup = guardedLookup(guard, url.protocol, resolve)
  return new Promise((settle) => {
    const request = client.request(url, {
      ...{ method: 'POST', headers, lookup, agent: false as const, maxHeaderSize: MAX_HEADER_BYTES },
    })
    const finish = (reply: Reply) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      request.destroy()
      settle(reply)
    }
    const timer = setTimeout(() => finish(failure('timeout', `No answer in ${timeoutMs} ms.`)), timeoutMs)
    const abort = () => finish(failure('aborted', 'Given up before an answer came.'))
    signal.addEventListener('abort', abort, { once: true })
    request.on('error', (error: NodeJS.ErrnoException) => finish(describe(error)))
    request.on('response', (response) => {
      // The status is known: what is left of the time is not needed.
      clearTimeout(timer)
      const { statusCode: status = 0, headers: answer } = response
      void readBeginning(response).then((text) =>
        finish({ ok: true, status, body: text, retryAfter: answer['retry-after'] }),
      )
    })
    if (signal.aborted) abort()
    else request.end(body)
  })
}

const failure = (code: string, message: string): Reply => ({ ok: false, code, message })

/** What comes soon, and no more than is worth keeping. */
function readBeginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      response.off('data', take)
      resolve(Buffer.concat(chunks).subarray(0, MAX_RESPONSE_BYTES).toString('utf8'))
    }
    const take = (chunk: Buffer) => {
      chunks.push(chunk)
      sizeBytes += chunk.length
      if (sizeBytes >= MAX_RESPONSE_BYTES) finish()
    }
    const timer = setTimeout(finish, BODY_WAIT_MS)
    response.on('data', take)
    for (const end of ['end', 'error', 'close']) response.once(end, finish)
  })
}

/** Addresses are left out: who owns the endpoint need not learn what a name stands for in here. */
function describe(error: NodeJS.ErrnoException): Reply {
  if (error.code === REFUSED_TARGET) return failure('refused_target', error.message)
  const code = error.code ?? error.name
  if (/^(?:ENOTFOUND|EAI_)/.test(code)) return failure('name_not_found', 'The name was not found.')
  if (/CERT|SSL|TLS|SIGNED/.test(code))
    return failure('bad_certificate', `The certificate was refused (${code}).`)
  return failure('connection_failed', `The connection failed (${code}).`)
}
