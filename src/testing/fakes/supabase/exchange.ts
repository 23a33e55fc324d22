import type { IncomingMessage } from 'node:http'

/** A request as the routes of the fake see it. */
export interface FakeRequest {
  readonly method: string
  /** Decoded, from the root of the project, e.g. `/storage/v1/bucket`. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Throws when the connection ends before the body does. */
  readonly body: AsyncIterable<Uint8Array>
  /** Scheme and host by which the client came. */
  readonly origin: string
}

export interface FakeReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | AsyncIterable<Uint8Array>
}

/** JSON requests of this API are small. */
const MAX_JSON_BYTES = 1024 * 1024

export const json = (status: number, value: unknown): FakeReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
})

export async function readJson(request: FakeRequest): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of request.body) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_JSON_BYTES) throw new Error('a JSON body of more than a mebibyte')
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : JSON.parse(text)
}

/** Bun ends the body of a broken connection without an error, so it is counted as well. */
async function* wholeBody(message: IncomingMessage): AsyncGenerator<Uint8Array> {
  const announced = message.headers['content-length']
  let receivedBytes = 0
  for await (const chunk of message) {
    receivedBytes += chunk.length
    yield chunk
  }
  if (announced !== undefined && receivedBytes < Number(announced))
    throw new Error('the connection broke off')
}

export function toFakeRequest(message: IncomingMessage): FakeRequest {
  const { headers, method = 'GET', url = '/' } = message
  const { pathname, searchParams } = new URL(url, 'http://fake.test')
  return {
    method,
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: wholeBody(message),
    origin: `http://${headers.host ?? 'fake.test'}`,
  }
}
