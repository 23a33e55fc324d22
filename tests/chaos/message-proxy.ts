import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../support/free-port.ts'
import { WORKERS, type WorkerName } from './fault.ts'
import type { Report } from './history.ts'
import { readReports } from './read-reports.ts'

/** What becomes of a message. `lose_request`: the API never gets it. `lose_response`: its sender gets no answer. */
export type Misdelivery =
  | { readonly kind: 'lose_request' }
  | { readonly kind: 'lose_response' }
  | { readonly kind: 'delay_request'; readonly byMs: number }

/** Looks on before a message goes to the API, and before its answer goes back; the message waits for it. */
export type Onlooker = (
  moment: 'before' | 'after',
  message: { readonly path: string; readonly body: string },
) => Promise<void>

export interface MessageProxy {
  /** What a worker takes for the API: each has an address of its own. */
  urlOf(worker: WorkerName): string
  /** Does it to the next `count` messages of the worker, after what was asked for before. */
  misdeliver(worker: WorkerName, misdelivery: Misdelivery, count: number): void
  /** From now on everything arrives. */
  deliverAll(): void
  /** What the API answered so far, lost answers too. */
  reports(): readonly Report[]
  misdelivered(): number
  close(): Promise<void>
}

/** An API that was stopped may answer late. */
const ANSWER_TIMEOUT_MS = 60_000

/** Stands between the workers and the API, writes down what they say, and does not deliver everything. */
export async function startMessageProxy(
  apiUrl: string,
  lookOn: Onlooker = async () => {},
): Promise<MessageProxy> {
  const port = await findFreePort()
  const pending = new Map<string, Misdelivery[]>()
  const reports: Report[] = []
  let misdelivered = 0

  const nextMisdelivery = (worker: WorkerName): Misdelivery | null => {
    const misdelivery = pending.get(worker)?.shift() ?? null
    if (misdelivery !== null) misdelivered += 1
    return misdelivery
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, name = '', ...rest] = (request.url ?? '').split('/')
    const worker = WORKERS.find((one) => one === name)
    const body = await readBody(request)
    if (worker === undefined) return void response.writeHead(404).end()
    const misdelivery = nextMisdelivery(worker)
    if (misdelivery?.kind === 'lose_request') return void request.socket.destroy()
    if (misdelivery?.kind === 'delay_request') await sleep(misdelivery.byMs)
    const path = `/${rest.join('/')}`
    await lookOn('before', { path, body })
    const sentMs = Date.now()
    const answer = await forward(`${apiUrl}${path}`, request, body)
    if (answer === null) return void request.socket.destroy()
    await lookOn('after', { path, body })
    const times = { sentMs, answeredMs: Date.now() }
    reports.push(
      ...readReports({ member: worker, path, body, status: answer.status, answer: answer.text, ...times }),
    )
    if (misdelivery?.kind === 'lose_response') return void request.socket.destroy()
    response.writeHead(answer.status, answer.headers).end(answer.text)
  }

  const server = createServer((request, response) => {
    // Whoever sent it may have gone meanwhile.
    handle(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    urlOf: (worker) => `http://127.0.0.1:${port}/${worker}`,
    misdeliver: (worker, misdelivery, count) => {
      const waiting = pending.get(worker) ?? []
      pending.set(worker, [...waiting, ...Array.from({ length: count }, () => misdelivery)])
    },
    deliverAll: () => pending.clear(),
    reports: () => reports,
    misdelivered: () => misdelivered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const PASSED_ON = ['content-type', 'retry-after'] as const

/** Null: the API is away. */
async function forward(address: string, request: IncomingMessage, body: string) {
  try {
    const response = await fetch(address, {
      method: request.method ?? 'POST',
      headers: {
        Authorization: request.headers.authorization ?? '',
        'Content-Type': request.headers['content-type'] ?? '',
      },
      body,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    const headers = PASSED_ON.flatMap((name) => {
      const value = response.headers.get(name)
      return value === null ? [] : [[name, value] as const]
    })
    return { status: response.status, text: await response.text(), headers: Object.fromEntries(headers) }
  } catch {
    return null
  }
}
