import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'
import type { ByteStream } from '../ports/storage.ts'
import type { HttpEnv } from './deps.ts'

/**
 * The bytes of a request as they arrive; the reader's pace is the sender's. On Node the message itself is read: the
 * web stream that wraps it takes 1.6 times as long (measured, see bench/RESULTS.md). Throws when the client goes away.
 */
export function requestBody(c: Context<HttpEnv>): ByteStream {
  const incoming = incomingMessage(c.env)
  // Destroying the message would close the connection before the answer is out.
  if (incoming !== null) return incoming.iterator({ destroyOnReturn: false })
  const { body } = c.req.raw
  return body === null ? nothing() : readStream(body, keepAlive(c.env))
}

/** What @hono/node-server puts into the environment of a request. */
function incomingMessage(env: unknown): IncomingMessage | null {
  const holds = typeof env === 'object' && env !== null && 'incoming' in env
  return holds ? (env.incoming as IncomingMessage) : null
}

/** What a server puts into the environment of a request when its idle time-out does not see the body. */
export interface KeptAlive {
  /** Starts the idle time-out anew. */
  readonly keepAlive: () => void
}

const KEEP_ALIVE_INTERVAL_MS = 1000

/** To be called with every chunk; tells the server now and then. */
function keepAlive(env: unknown): () => void {
  if (typeof env !== 'object' || env === null || !('keepAlive' in env)) return () => {}
  const server = env as KeptAlive
  let toldAtMs = performance.now()
  return () => {
    const nowMs = performance.now()
    if (nowMs - toldAtMs < KEEP_ALIVE_INTERVAL_MS) return
    toldAtMs = nowMs
    server.keepAlive()
  }
}

async function* nothing(): ByteStream {}

/** By hand, since a generator could not be stopped while it waits for a chunk. */
function readStream(stream: ReadableStream<Uint8Array>, onChunk: () => void): ByteStream {
  const reader = stream.getReader()
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    const { done, value } = await reader.read()
    onChunk()
    return done ? { done, value: undefined } : { done, value }
  }
  const stop = async (): Promise<IteratorResult<Uint8Array>> => {
    await reader.cancel().catch(() => {})
    return { done: true, value: undefined }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: stop }) }
}
