import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type MultipartBody, multipartBody } from '../uploads/multipart.ts'
import type { SendFile } from '../uploads/senders/file-request.ts'
import { toResponse } from '../uploads/senders/to-response.ts'

/** The answer to a file is a short JSON. */
const MAX_ANSWER_BYTES = 1024 * 1024
/** How long an answer may still be on its way after the connection broke. */
const ANSWER_GRACE_MS = 200

/**
 * On `node:http` rather than `fetch`: Node's fetch holds much of a streamed body in memory, can't tell its length, and
 * loses the answer of a server that refuses early; this does none of that, on Node as on Bun.
 */
export const sendByHttp: SendFile = async (sending) => {
  const { url, headers, signal } = sending
  const answeredEarly = new AbortController()
  const body = multipartBody({ ...sending, signal: answeredEarly.signal })
  const start = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest
  const request = start(url, {
    method: 'POST',
    headers: {
      ...Object.fromEntries(headers),
      'content-type': body.contentType,
      'content-length': String(body.sizeBytes),
    },
    agent: false,
    signal,
  })
  const answered = new Promise<IncomingMessage>((resolve) => request.once('response', resolve))
  // A server that refuses early closes the connection: its answer counts, not the broken pipe, which may show first.
  const failed = new Promise<never>((_resolve, reject) => {
    request.once('error', (error) => setTimeout(reject, ANSWER_GRACE_MS, error))
  })
  const sent = sendBody(request, body).catch(() => undefined)
  try {
    return await readResponse(await Promise.race([answered, failed]))
  } finally {
    request.on('error', () => undefined)
    request.destroy()
    answeredEarly.abort()
    await sent
  }
}

const sendBody = async (request: ClientRequest, body: MultipartBody): Promise<void> => {
  try {
    for await (const chunk of body.chunks()) {
      if (request.destroyed) return
      if (!request.write(chunk)) await drained(request)
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

const readResponse = async (response: IncomingMessage): Promise<Response> => {
  const chunks: Buffer<ArrayBuffer>[] = []
  let sizeBytes = 0
  for await (const chunk of response) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_ANSWER_BYTES) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  const headers = new Headers()
  for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value))
  return toResponse(response.statusCode ?? 0, headers, Buffer.concat(chunks))
}
