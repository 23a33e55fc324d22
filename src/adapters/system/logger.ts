import { AsyncLocalStorage } from 'node:async_hooks'
import pino from 'pino'
import type { LogFields, Logger } from '../../ports/logger.ts'
import { createScrub } from './scrub.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Fields that never reach the log, at the top and up to two levels down. A last line of defence: do not log them. */
const SECRET_FIELDS = [
  'authorization',
  'Authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'accessToken',
  'adminTokens',
  'workerToken',
  'apiKey',
  'api_key',
  'jwtSecret',
  'webhookSecret',
  'serviceRoleKey',
  'databaseUrl',
  'redisUrl',
  'signedUrl',
]

const REDACTED_PATHS = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

const STANDARD_ERROR = 2

/** JSON lines, on standard error unless told otherwise. Errors under `error` or `cause` keep message and stack. */
export function createPinoLogger(options: {
  readonly level: LogLevel
  readonly destination?: { write(line: string): void }
  /** Values that are taken out of every line. */
  readonly secrets?: readonly string[]
}): Logger {
  // Synchronous: the last lines before an exit are the ones that matter.
  const given = options.destination ?? pino.destination({ dest: STANDARD_ERROR, sync: true })
  const scrub = createScrub(options.secrets ?? [])
  const destination = { write: (line: string) => void given.write(scrub(line)) }
  const context = new AsyncLocalStorage<LogFields>()
  const logger = pino(
    {
      level: options.level,
      base: null,
      mixin: () => ({ ...context.getStore() }),
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err, cause: pino.stdSerializers.err },
      redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    },
    destination,
  )
  return {
    debug: (message, fields: LogFields = {}) => logger.debug(fields, message),
    info: (message, fields: LogFields = {}) => logger.info(fields, message),
    warn: (message, fields: LogFields = {}) => logger.warn(fields, message),
    error: (message, fields: LogFields = {}) => logger.error(fields, message),
    within: (fields, work) => context.run({ ...context.getStore(), ...fields }, work),
  }
}

export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
}
