import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errAsync, ResultAsync } from 'neverthrow'
import { type ChapterwiseClient, createChapterwiseClient } from '../client/node/index.ts'
import type { Application } from '../compose.ts'
import type { Config } from '../config.ts'
import { call } from './call.ts'
import { EXIT, type Failure, failure } from './failure.ts'
import type { Terminal } from './terminal.ts'

export interface ConnectOptions {
  readonly url?: string | undefined
  readonly token?: string | undefined
  /** False: never start a server in this process. */
  readonly embedded: boolean
}

export interface Connection {
  readonly client: ChapterwiseClient
  readonly isEmbedded: boolean
  /** Stops the embedded server; nothing to do for one that was there. */
  readonly close: () => Promise<void>
}

export interface Surroundings {
  readonly config: Config
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

const LOOPBACK = '127.0.0.1'
/** Addresses to listen on that are none to connect to. */
const EVERY_INTERFACE: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]'])
/** Written by a server that made its own admin token. */
const ADMIN_TOKEN_FILE = 'admin-token'

export const serverUrl = (config: Config): string => {
  if (config.API_BASE_URL !== undefined) return config.API_BASE_URL
  const host = EVERY_INTERFACE.has(config.API_HOST) ? LOOPBACK : config.API_HOST
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${config.API_PORT}`
}

export const findToken = async (config: Config, given: string | undefined): Promise<string | null> => {
  const configured = given ?? config.ADMIN_TOKENS[0]
  if (configured !== undefined) return configured
  const stored = await readFile(join(config.DATA_DIR, ADMIN_TOKEN_FILE), 'utf8').catch(() => '')
  return stored.trim() === '' ? null : stored.trim()
}

const clientFor = (baseUrl: string, token: string | null, { terminal }: Surroundings): ChapterwiseClient =>
  createChapterwiseClient({
    baseUrl,
    token,
    onRetry: ({ error }) =>
      terminal.notes.line(terminal.notes.style('yellow', `trying again: ${error.message}`)),
  })

/**
 * For an application of this process alone: on loopback, with few log lines, and the token in the data directory where
 * the configuration has no static one.
 */
const embeddedConfig = (config: Config, port: number): Config => ({
  ...config,
  API_HOST: LOOPBACK,
  API_PORT: port,
  API_BASE_URL: undefined,
  LOG_LEVEL: config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL,
  ...(config.ADMIN_TOKENS.length > 0 ? {} : { SUPABASE_URL: undefined }),
})

const startApplication = async (config: Config): Promise<{ application: Application; url: string }> => {
  const { createApplication } = await import('../compose.ts')
  const application = await createApplication(config)
  try {
    application.start()
    return { application, url: (await application.listen()).url }
  } catch (error) {
    await application.close()
    throw error
  }
}

export const startFailure = (error: unknown): Failure =>
  failure(
    EXIT.unreachable,
    `The server can't start: ${error instanceof Error ? error.message : String(error)}`,
    '`chapterwise doctor` says what is missing.',
  )

/** Starts the whole system in this process, on the configured data directory. Port 0 is any free one. */
export const connectEmbedded = (surroundings: Surroundings, port = 0): ResultAsync<Connection, Failure> => {
  const config = embeddedConfig(surroundings.config, port)
  return ResultAsync.fromThrowable(
    startApplication,
    startFailure,
  )(config).map(({ application, url }) => {
    const token = config.ADMIN_TOKENS[0] ?? application.adminToken?.token ?? null
    return {
      client: clientFor(url, token, surroundings),
      isEmbedded: true,
      close: () => application.close(),
    }
  })
}

/** The server that runs, else (unless one was named or it is unwanted) one in this process. */
export const connect = (
  surroundings: Surroundings,
  options: ConnectOptions,
): ResultAsync<Connection, Failure> => {
  const { config, terminal } = surroundings
  const url = options.url ?? serverUrl(config)
  return ResultAsync.fromSafePromise(findToken(config, options.token))
    .map((token) => clientFor(url, token, surroundings))
    .andThen((client) =>
      call(() => client.probe({ signal: surroundings.signal }))
        .map(() => ({ client, isEmbedded: false, close: async () => {} }))
        .orElse((problem): ResultAsync<Connection, Failure> => {
          if (options.url !== undefined) return errAsync(problem)
          if (!options.embedded) {
            return errAsync(failure(problem.exitCode, problem.message, 'Start one with `chapterwise serve`.'))
          }
          terminal.notes.line(
            terminal.notes.style('dim', `No server at ${url}; starting one in ${config.DATA_DIR}.`),
          )
          return connectEmbedded(surroundings)
        }),
    )
}

/** Connects, works, and disconnects whatever came of the work. */
export const withConnection = <T>(
  surroundings: Surroundings,
  options: ConnectOptions,
  work: (connection: Connection) => ResultAsync<T, Failure>,
): ResultAsync<T, Failure> =>
  connect(surroundings, options).andThen(
    (connection) =>
      new ResultAsync(
        (async () => {
          try {
            return await work(connection)
          } finally {
            await connection.close()
          }
        })(),
      ),
  )
