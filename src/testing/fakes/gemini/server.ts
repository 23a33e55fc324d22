import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type * as z from 'zod'
import { badKey, errorBody, type GoogleError, invalidArgument, unknownModel } from './errors.ts'
import { answerFault, dropConnection, type Fault } from './faults.ts'
import type { Writing } from './generate.ts'
import { describeModel, FAKE_MODELS, type FakeModel } from './models.ts'
import { type Bill, createState, type FakeState, type FakeTask, type Received } from './state.ts'
import { TASKS, type TaskAnswer, type TaskFault } from './tasks.ts'

export interface FakeEnv {
  readonly Bindings: HttpBindings
}

export interface FakeGemini {
  /** Without a version. */
  readonly baseUrl: string
  readonly apiKey: string
  /** Requests that came; also those that met a fault. */
  count(task: FakeTask): number
  /** Bodies that passed the checks, in order. */
  readonly received: readonly Received[]
  /** What was computed, whether or not the answer arrived. */
  readonly billed: readonly Bill[]
  /** Faults of the next requests of a task, in order; null lets one pass. */
  fail(task: FakeTask, ...faults: (Fault | null)[]): void
  readonly writing: Writing
  /** Embedding answers say how many tokens they cost, as newer servers do. */
  readonly behaviour: { reportsEmbeddingUsage: boolean }
  close(): Promise<void>
}

const API_KEY = 'AIzaFake0123456789abcdefghijklmnopqrstu'

/**
 * A server that speaks the Gemini API (v1beta) as far as an audiobook library needs it: it checks what it is sent,
 * counts what it bills, writes from the prompt's own material, and fails on demand. Runs on Bun and on Node.
 */
export async function startFakeGemini(): Promise<FakeGemini> {
  const state = createState()
  const server = createAdaptorServer({
    fetch: createFakeApp(state).fetch,
    // Other servers of the same process go on with their runtime's own.
    overrideGlobalObjects: false,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const { received, billed, writing, behaviour } = state
  return {
    ...{ received, billed, writing, behaviour },
    baseUrl: `http://127.0.0.1:${port}`,
    apiKey: API_KEY,
    count: (task) => state.counts.get(task) ?? 0,
    fail: (task, ...faults) => state.faults.set(task, [...(state.faults.get(task) ?? []), ...faults]),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}

function createFakeApp(state: FakeState): Hono<FakeEnv> {
  const app = new Hono<FakeEnv>()
  // A client that goes away in the middle of a body is nothing to report.
  app.onError((_, c) => c.text('failed', 500))
  app.get('/v1beta/models/:model', (c) => {
    const admitted = admit(state, c, 'models.get', c.req.param('model'))
    return admitted instanceof Response ? admitted : c.json(describeModel(admitted.model))
  })
  app.post('/v1beta/models/:call', async (c) => {
    const [name = '', method = ''] = c.req.param('call').split(':')
    const task = Object.entries(TASKS).find(([known]) => known === method)
    if (task === undefined) return refuse(c, unknownModel(name, method))
    const [, { schema, answer }] = task
    const admitted = admit(state, c, method as FakeTask, name)
    if (admitted instanceof Response) return admitted
    return run(state, c, method as FakeTask, schema, answer, admitted)
  })
  return app
}

interface Admitted {
  readonly model: FakeModel
  readonly fault: TaskFault | null
}

/** Counts a request, and answers what must be answered before anything is computed. */
function admit(state: FakeState, c: Context<FakeEnv>, task: FakeTask, name: string): Admitted | Response {
  state.counts.set(task, (state.counts.get(task) ?? 0) + 1)
  const fault = state.faults.get(task)?.shift() ?? null
  if (
    fault !== null &&
    fault.kind !== 'finish' &&
    fault.kind !== 'prompt_blocked' &&
    fault.kind !== 'dropped'
  ) {
    return answerFault(c, fault)
  }
  if (c.req.header('x-goog-api-key') !== API_KEY) return refuse(c, badKey)
  const model = FAKE_MODELS.find((one) => one.name === name)
  const method = task === 'batchEmbedContents' ? 'embedContent' : task
  const isAble = task === 'models.get' || model?.methods.includes(method) === true
  if (model === undefined || !isAble) return refuse(c, unknownModel(name, task))
  return { model, fault }
}

async function run(
  state: FakeState,
  c: Context<FakeEnv>,
  task: FakeTask,
  schema: z.ZodType,
  answer: (state: FakeState, model: FakeModel, body: never, fault: TaskFault | null) => TaskAnswer,
  { model, fault }: Admitted,
): Promise<Response> {
  const body = schema.safeParse(await c.req.json().catch(() => null))
  if (!body.success) return refuse(c, invalidArgument(`Invalid JSON payload received. ${body.error.message}`))
  const answered = answer(state, model, body.data as never, fault)
  if ('error' in answered) return refuse(c, answered.error)
  state.received.push({ task, body: body.data, atMs: Date.now() })
  if (answered.bill !== undefined) state.billed.push({ task, model: model.name, ...answered.bill })
  return fault?.kind === 'dropped' ? dropConnection(c) : c.json(answered.body as Record<string, unknown>)
}

const refuse = (c: Context<FakeEnv>, error: GoogleError): Response =>
  c.json(errorBody(error), error.code as 400 | 404)
