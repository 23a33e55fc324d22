import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createWorkerProcess, type WorkerProcess } from '../compose/worker-process.ts'
import { createApplication } from '../compose.ts'
import type { Chapterwise } from './chapterwise.ts'
import type { ChapterwiseOptions, WorkerOptions } from './options.ts'
import { inOptionNames, readSettings } from './read-settings.ts'

export async function openChapterwise(options: ChapterwiseOptions): Promise<Chapterwise> {
  const { http: app, ...application } = await named(() =>
    createApplication(readSettings(options), adaptersOf(options)),
  )
  const fetch = async (request: Request, bindings?: object): Promise<Response> => app.fetch(request, bindings)
  // Routes of a sub-application are copied into the host's; what is not found there would be the host's to answer.
  const http = new Hono()
  http.all('*', (c) => fetch(c.req.raw, c.env as object | undefined))
  const listen = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  return {
    ...application,
    http,
    fetch,
    nodeListener(request: IncomingMessage & { readonly originalUrl?: string }, response: ServerResponse) {
      // Express takes the mount path off `url`, and keeps it here.
      if (request.originalUrl !== undefined) request.url = request.originalUrl
      void listen(request, response)
    },
  }
}

export function openWorker({ role, ...options }: WorkerOptions): Promise<WorkerProcess> {
  return named(() => createWorkerProcess(readSettings(options), role, adaptersOf(options)))
}

const ENGINES = ['storage', 'transcriber', 'llm', 'embedder'] as const
type Engine = (typeof ENGINES)[number]
type Adapters<Options> = {
  readonly [Key in keyof Options]: Key extends Engine ? Exclude<Options[Key], string> : Options[Key]
}

/** Without those that were chosen by their names. */
const adaptersOf = <Options extends object>(options: Options) =>
  Object.fromEntries(
    Object.entries(options).filter(
      ([key, value]) =>
        value !== undefined && !(typeof value === 'string' && ENGINES.some((engine) => engine === key)),
    ),
  ) as Adapters<Options>

/** What can't start says why in the words of the options. */
async function named<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    throw new Error(inOptionNames(cause.message), { cause })
  }
}
