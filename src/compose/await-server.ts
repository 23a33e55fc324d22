import { openDatabase } from '../adapters/postgres/connection.ts'
import { checkServer, type ServerNeeds } from '../adapters/postgres/server-check.ts'
import { systemClock } from '../adapters/system/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { PortError } from '../ports/port-error.ts'

/** For the API: with containers that start together, a database that comes up takes seconds, seldom a minute. */
export const DATABASE_WAIT_MS = 60_000
const POLL_INTERVAL_MS = 500
const NOTE_INTERVAL_MS = 5_000

export interface ServerWait extends ServerNeeds {
  readonly logger: Logger
  /** 0: asks once. */
  readonly waitMs: number
  readonly signal: AbortSignal
}

/**
 * Asks a database server until it answers, and answers what it is. Rejects when it stays away, and at once when it can't
 * be worked with or refuses: no waiting helps against a wrong password.
 */
export async function awaitServer(
  url: string,
  { logger, waitMs, signal, vectors }: ServerWait,
): Promise<string> {
  const deadlineMs = performance.now() + waitMs
  let nextNoteMs = Number.NEGATIVE_INFINITY
  for (;;) {
    const answer = await askServer(url, { vectors })
    if (answer.isOk()) return answer.value
    const { error } = answer
    if (error.kind === 'permanent') throw new Error(error.message, { cause: error.cause })
    const nowMs = performance.now()
    if (nowMs >= deadlineMs) throw gaveUp(error, waitMs)
    if (signal.aborted) throw new Error('stopped while waiting for the database')
    if (nowMs >= nextNoteMs) {
      nextNoteMs = nowMs + NOTE_INTERVAL_MS
      const secondsLeft = Math.ceil((deadlineMs - nowMs) / 1000)
      logger.warn('waiting for the database', { reason: describe(error), secondsLeft })
    }
    await systemClock.sleep(POLL_INTERVAL_MS, signal)
  }
}

/** Over a connection of its own: the driver's pool waits longer after each failure, and would notice too late. */
async function askServer(url: string, needs: ServerNeeds) {
  const database = openDatabase({ url, maxConnections: 1, embedded: false })
  try {
    return await checkServer(database, needs)
  } finally {
    await database.close()
  }
}

const gaveUp = (error: PortError, waitMs: number): Error => {
  const waited = waitMs === 0 ? '' : ` It was waited for ${waitMs / 1000} s.`
  return new Error(`${describe(error)}${waited}`, { cause: error.cause })
}

/** With the code of what went wrong below, which says whether it is the name, the port or the network. */
function describe({ message, cause }: PortError): string {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  return message.includes(code) ? message : `${message}${code}`
}
