import type { Config } from '../config.ts'
import type { Engines } from './engines.ts'

/**
 * What a process is for. `serve` is everything in one; `api` takes requests and keeps the queue and the uploads in
 * order; `transcriber` and `worker` (summaries, tags, embeddings) run jobs and report to the API.
 */
export type Role = 'serve' | 'api' | 'transcriber' | 'worker'
export type ApiRole = Extract<Role, 'serve' | 'api'>
export type WorkerRole = Extract<Role, 'transcriber' | 'worker'>

const WORKER_VARIABLES = ['DATABASE_URL', 'REDIS_URL', 'API_BASE_URL', 'WORKER_TOKEN'] as const

const NEEDED_VARIABLES: Readonly<Record<Role, readonly (keyof Config)[]>> = {
  serve: [],
  api: ['DATABASE_URL', 'REDIS_URL', 'WORKER_TOKEN'],
  transcriber: WORKER_VARIABLES,
  worker: WORKER_VARIABLES,
}

/** What the configuration lacks for this role, all at once. */
export const missingVariables = (role: Role, config: Config): readonly (keyof Config)[] =>
  NEEDED_VARIABLES[role].filter((variable) => config[variable] === undefined)

/** Throws when something is missing; the command line has asked before and said it better. */
export function requireVariables(role: Role, config: Config): void {
  const missing = missingVariables(role, config)
  if (missing.length > 0) throw new Error(`role ${role} needs ${missing.join(', ')}`)
}

/** The API embeds queries and stores files; it transcribes and writes nothing itself. */
export const ENGINES_OF = {
  serve: ['storage', 'transcriber', 'llm', 'embedder'],
  api: ['storage', 'embedder'],
  transcriber: ['storage', 'transcriber'],
  worker: ['llm', 'embedder'],
} as const satisfies Readonly<Record<Role, readonly (keyof Engines)[]>>
