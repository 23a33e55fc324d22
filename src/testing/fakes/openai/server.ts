import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import type { Context } from 'hono'
import { Hono } from 'hono'
import { answerChat, chatRequestSchema, findSchemaProblem } from './chat.ts'
import { embeddingsRequestSchema, embedWords } from './embeddings.ts'
import { readTranscriptionForm, type TranscriptionForm } from './transcription.ts'

/** What goes wrong with the next request to a path, instead of an answer. */
export type Fault =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly html: string; readonly status: number }
  | { readonly truncated: true }
  | { readonly slowMs: number }
  | { readonly json: unknown }

export type FakePath = '/v1/audio/transcriptions' | '/v1/chat/completions' | '/v1/embeddings' | '/v1/models'

export interface FakeOpenAi {
  /** Without a version. */
  readonly baseUrl: string
  readonly apiKey: string
  /** Requests that came, by path; also those that met a fault. */
  count(path: FakePath): number
  /** The JSON bodies of chat and embedding requests, and the forms of transcriptions, in order. */
  readonly received: unknown[]
  /** Faults for the next requests to a path, in order. */
  fail(path: FakePath, ...faults: Fault[]): void
  readonly behaviour: FakeBehaviour
  close(): Promise<void>
}

export interface FakeBehaviour {
  dimensions: number
  /** Which forms of `response_format.type` are taken; `text` stands for none. */
  jsonModes: readonly string[]
  /** Answer of a transcription of this form. */
  transcribe: (form: TranscriptionForm) => unknown
  /** Replaces the content of a chat answer; given the content that would be sent. */
  rewrite: (content: string, request: { readonly name: string; readonly prompt: string }) => string
  finishReason: string
  promptTokens: number | null
}

const API_KEY = 'sk-fake-0123456789abcdef'

/** A small server that speaks the API and checks what it is sent. Runs on Bun and on Node. */
export async function startFakeOpenAi(): Promise<FakeOpenAi> {
  const faults = new Map<string, Fault[]>()
  const counts = new Map<string, number>()
  const received: unknown[] = []
  const behaviour: FakeBehaviour = {
    dimensions: 64,
    jsonModes: ['json_schema', 'json_object', 'text'],
    transcribe: () => ({ text: '', duration: 0, segments: [], words: [] }),
    rewrite: (content) => content,
    finishReason: 'stop',
    promptTokens: null,
  }
  const app = new Hono()
  // A client that goes away in the middle of a body is nothing to report.
  app.onError((_, c) => c.text('failed', 500))
  app.use('*', async (c, next) => {
    counts.set(c.req.path, (counts.get(c.req.path) ?? 0) + 1)
    const fault = faults.get(c.req.path)?.shift()
    if (fault !== undefined) return answerFault(fault)
    const sent = c.req.header('authorization')?.replace('Bearer ', '') ?? ''
    if (sent !== API_KEY) return refuse(c, 401, `Incorrect API key provided: ${sent}.`, 'invalid_api_key')
    return next()
  })
  app.get('/v1/models', (c) => c.json({ object: 'list', data: [{ id: 'tiny', object: 'model' }] }))
  app.post('/v1/audio/transcriptions', async (c) => {
    const form = await readTranscriptionForm(c)
    if (typeof form === 'string') return refuse(c, 400, form)
    received.push(form)
    return c.json(behaviour.transcribe(form) as Record<string, unknown>)
  })
  app.post('/v1/chat/completions', async (c) => {
    const parsed = chatRequestSchema.safeParse(await c.req.json())
    if (!parsed.success) return refuse(c, 400, parsed.error.message)
    received.push(parsed.data)
    const mode = parsed.data.response_format?.type ?? 'text'
    if (!behaviour.jsonModes.includes(mode)) return refuse(c, 400, `response_format ${mode} is not supported`)
    const problem = findSchemaProblem(parsed.data)
    if (problem !== null) return refuse(c, 400, problem, 'invalid_json_schema')
    return c.json(answerChat(parsed.data, behaviour))
  })
  app.post('/v1/embeddings', async (c) => {
    const parsed = embeddingsRequestSchema.safeParse(await c.req.json())
    if (!parsed.success) return refuse(c, 400, parsed.error.message)
    received.push(parsed.data)
    const dimensions = parsed.data.dimensions ?? behaviour.dimensions
    const data = parsed.data.input.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: embedWords(text, dimensions),
    }))
    // The API promises the index, not the order.
    return c.json({ object: 'list', model: parsed.data.model, data: data.toReversed() })
  })
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: API_KEY,
    received,
    behaviour,
    count: (path) => counts.get(path) ?? 0,
    fail: (path, ...more) => faults.set(path, [...(faults.get(path) ?? []), ...more]),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function refuse(c: Context, status: 400 | 401, message: string, code: string | null = null): Response {
  return c.json({ error: { message, type: 'invalid_request_error', param: null, code } }, status)
}

async function answerFault(fault: Fault): Promise<Response> {
  const json = { 'content-type': 'application/json' }
  if ('html' in fault)
    return new Response(fault.html, { status: fault.status, headers: { 'content-type': 'text/html' } })
  if ('truncated' in fault) return new Response('{"data": [{"index": 0, "embe', { headers: json })
  if ('json' in fault) return Response.json(fault.json)
  if ('slowMs' in fault) {
    // A client may be gone before it is over; it keeps no process alive.
    await sleep(fault.slowMs, undefined, { ref: false })
    return Response.json({})
  }
  return new Response(JSON.stringify(fault.body ?? {}), {
    status: fault.status,
    headers: { ...json, ...fault.headers },
  })
}
