import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/**
 * `drop` closes the connection without an answer, `silence` keeps it open without one; `early` answers before the body
 * is read, and reads on; `cut` closes the connection after the body, of which `content-length` may promise more.
 */
export type FakeAnswer =
  | {
      readonly status: number
      readonly body: unknown
      readonly headers?: Record<string, string>
      readonly early?: boolean
      readonly cut?: boolean
    }
  | 'drop'
  | 'silence'

export interface FakeServer {
  readonly url: string
  readonly requests: readonly SeenRequest[]
  /** The next answers to this path, in order; the last one stays. */
  answer(path: string, ...answers: readonly FakeAnswer[]): void
  /** Resolves once so many requests have come. */
  seen(count: number): Promise<void>
  close(): Promise<void>
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}

/** Speaks HTTP as chapterwise does, as far as a client can tell; everything it answers is set by the test. */
export const startFakeChapterwise = async (): Promise<FakeServer> => {
  const requests: SeenRequest[] = []
  const answers = new Map<string, FakeAnswer[]>()
  const waiting: (() => void)[] = []
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    const planned = answers.get(path) ?? []
    const answer = (planned.length > 1 ? planned.shift() : planned[0]) ?? { status: 404, body: {} }
    const early = typeof answer === 'object' && answer.early === true
    const body = early || answer === 'drop' ? '' : await readBody(request).catch(() => null)
    if (body === null) return
    requests.push({ method: request.method ?? '', path, headers: request.headers, body })
    for (const awaited of waiting.splice(0)) awaited()
    if (answer === 'drop') request.socket.destroy()
    if (typeof answer === 'string') return
    response.writeHead(answer.status, {
      'content-type': answer.status >= 400 ? 'application/problem+json' : 'application/json',
      ...answer.headers,
    })
    if (early) request.resume()
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
    if (answer.cut === true) response.write(text, () => request.socket.destroy())
    else response.end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answer: (path, ...planned) => void answers.set(path, [...planned]),
    seen: async (count) => {
      while (requests.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
