import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Context, Next } from 'hono'

export type RevAiOperation = 'account' | 'submit' | 'list' | 'job' | 'transcript' | 'captions' | 'delete'

/** What goes wrong with a request. */
export type RevAiFault =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly status: number; readonly html: string; readonly headers?: Readonly<Record<string, string>> }
  /** The status comes at once, its body later: the SDK's stream methods break on that. */
  | { readonly status: number; readonly delayedBodyMs: number }
  /** The connection breaks, before the request is carried out or after. */
  | { readonly drop: 'before' | 'after' }
  /** The request is carried out, the answer takes its time: its head, or its body after the head. */
  | { readonly slowMs: number }
  | { readonly slowBodyMs: number }
  /** 200, and the JSON breaks off: with the connection, or in a whole answer. */
  | { readonly truncated: 'connection' | 'body' }
  | { readonly json: unknown }
  | { readonly text: string }

export interface RevAiFaults {
  /** For the next requests of that kind, one each, in order. */
  add(operation: RevAiOperation, faults: readonly RevAiFault[]): void
  /** Answers instead of the route, or around it. */
  meet(operation: RevAiOperation | null, c: Context, next: Next): Promise<Response | undefined>
}

export function createFaults(): RevAiFaults {
  const planned = new Map<RevAiOperation, RevAiFault[]>()
  return {
    add(operation, faults) {
      planned.set(operation, [...(planned.get(operation) ?? []), ...faults])
    },
    async meet(operation, c, next) {
      const fault = operation === null ? undefined : planned.get(operation)?.shift()
      if (fault === undefined) {
        await next()
        return undefined
      }
      if ('drop' in fault) return drop(fault.drop, c, next)
      if ('slowMs' in fault) return slow(fault.slowMs, c, next)
      if ('slowBodyMs' in fault) return slowBody(fault.slowBodyMs, c, next)
      if ('truncated' in fault) return truncate(fault.truncated, c, next)
      if ('json' in fault) return Response.json(fault.json)
      if ('text' in fault) return new Response(fault.text)
      return refuse(fault)
    },
  }
}

function refuse(fault: Extract<RevAiFault, { status: number }>): Response {
  const { status } = fault
  if ('html' in fault) {
    return new Response(fault.html, { status, headers: { 'content-type': 'text/html', ...fault.headers } })
  }
  const headers = { 'content-type': 'application/problem+json' }
  if ('delayedBodyMs' in fault) {
    const body = laterBody(JSON.stringify({ title: 'late', status }), fault.delayedBodyMs)
    return new Response(body, { status, headers })
  }
  const body = fault.body ?? { title: 'injected', status }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Response(text, { status, headers: { ...headers, ...fault.headers } })
}

async function drop(when: 'before' | 'after', c: Context, next: Next): Promise<Response> {
  if (when === 'after') await next()
  closeConnection(c)
  return new Response(null)
}

async function slow(durationMs: number, c: Context, next: Next): Promise<Response> {
  await next()
  await delay(durationMs)
  return c.res
}

async function slowBody(durationMs: number, c: Context, next: Next): Promise<Response> {
  await next()
  const text = await c.res.text()
  return new Response(laterBody(text, durationMs), { status: c.res.status, headers: c.res.headers })
}

async function truncate(where: 'connection' | 'body', c: Context, next: Next): Promise<Response> {
  await next()
  const text = await c.res.text()
  const half = text.slice(0, Math.ceil(text.length / 2))
  const headers = { 'content-type': 'application/json' }
  if (where === 'body') return new Response(half, { headers })
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode(half))
      await delay(20)
      closeConnection(c)
      controller.close()
    },
  })
  return new Response(body, { headers })
}

const laterBody = (text: string, durationMs: number): ReadableStream<Uint8Array> =>
  new ReadableStream({
    async start(controller) {
      await delay(durationMs)
      controller.enqueue(new TextEncoder().encode(text))
      controller.close()
    },
  })

const closeConnection = (c: Context): void => {
  const { incoming } = c.env as { readonly incoming: IncomingMessage }
  incoming.socket.destroy()
}

/** A client may be gone before it is over; it keeps no process alive. */
const delay = (durationMs: number): Promise<void> => sleep(durationMs, undefined, { ref: false })
