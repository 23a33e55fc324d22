/** Fields carry ids and figures; never secrets, never transcript text. */
export type LogFields = Readonly<Record<string, unknown>>

export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** Lines written during `work`, however deep, carry these fields too. Absent: they do not. */
  within?<T>(fields: LogFields, work: () => T): T
}

/** Does the work with these fields on its lines where the logger can. */
export const logWithin = <T>(logger: Logger, fields: LogFields, work: () => T): T =>
  logger.within === undefined ? work() : logger.within(fields, work)
