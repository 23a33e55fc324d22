import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import { errorBody, type GoogleError } from './errors.ts'
import type { FakeEnv } from './server.ts'

/** What happens to the next request of a kind, instead of an answer. */
export type Fault =
  | { readonly kind: 'error'; readonly error: GoogleError }
  /** A page of a proxy on the way. */
  | { readonly kind: 'html'; readonly status: number }
  | { readonly kind: 'truncated_json' }
  /** Headers at once, the rest of the body after so long. */
  | { readonly kind: 'slow_body'; readonly delayMs: number }
  /** Taken, computed and billed, but the connection breaks before the answer. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'json'; readonly body: unknown }
  /** Generation ends so; the text is what had been written until then. */
  | {
      readonly kind: 'finish'
      readonly reason: string
      readonly text?: string
      readonly thoughtsTokens?: number
    }
  | { readonly kind: 'prompt_blocked'; readonly reason: string }

/** Those that come in place of any answer; the rest is a matter of generating. */
export type TransportFault = Exclude<Fault, { kind: 'finish' | 'prompt_blocked' | 'dropped' }>

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' }

export function answerFault(c: Context<FakeEnv>, fault: TransportFault): Response {
  switch (fault.kind) {
    case 'error':
      return new Response(JSON.stringify(errorBody(fault.error)), {
        status: fault.error.code,
        headers: JSON_TYPE,
      })
    case 'html':
      return new Response('<!DOCTYPE html><title>Error</title><p>That’s an error.', {
        status: fault.status,
        headers: { 'content-type': 'text/html; charset=UTF-8' },
      })
    case 'truncated_json':
      return new Response('{"candidates": [{"content": {"parts": [{"te', { headers: JSON_TYPE })
    case 'json':
      return c.json(fault.body as Record<string, unknown>)
    case 'slow_body':
      return new Response(slowBody(fault.delayMs), { headers: JSON_TYPE })
  }
}

function slowBody(delayMs: number): ReadableStream<Uint8Array> {
  let timer: ReturnType<typeof setTimeout>
  return new ReadableStream({
    start(controller) {
      const encoder = new TextEncoder()
      controller.enqueue(encoder.encode('{'))
      timer = setTimeout(() => {
        controller.enqueue(encoder.encode('}'))
        controller.close()
      }, delayMs)
    },
    cancel: () => clearTimeout(timer),
  })
}

/** Cuts the connection under the client. */
export function dropConnection(c: Context<FakeEnv>): Response {
  c.env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}
