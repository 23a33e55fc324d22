import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { type PortError, permanentError, throttledError, transientError } from '../../src/ports/port-error.ts'

/** What an engine does to the first calls for one piece of work; the rest succeed. */
export type Fate = 'fine' | 'fails_once' | 'fails_twice' | 'fails_always' | 'throttled' | 'refused' | 'parked'

interface Misfortune {
  readonly calls: number
  readonly error: PortError
}

const THROTTLE_MS = 1_500
const outage = transientError('engine_down', 'The engine was told to fail.')

const MISFORTUNES: Readonly<Partial<Record<Fate, Misfortune>>> = {
  fails_once: { calls: 1, error: outage },
  fails_twice: { calls: 2, error: outage },
  // As often as a job has attempts: a dead letter, that completes when it is redriven.
  fails_always: { calls: 4, error: outage },
  throttled: {
    calls: 1,
    error: throttledError('engine_busy', 'The engine was told to be busy.', THROTTLE_MS),
  },
  refused: { calls: 1, error: permanentError('engine_refused', 'The engine was told to refuse.') },
}

/**
 * The error of this call for a piece of work, or null. Calls are counted in a directory that all processes share, so
 * that a call is the third whichever process made the first two.
 */
export function nextMisfortune(directory: string, work: string, fate: Fate): PortError | null {
  const misfortune = MISFORTUNES[fate]
  if (misfortune === undefined) return null
  const name = createHash('sha256').update(work).digest('hex').slice(0, 32)
  for (let call = 1; call <= misfortune.calls; call += 1) {
    if (isFirstToMake(join(directory, `${name}-${call}`))) return misfortune.error
  }
  return null
}

/** Whether this call, of all calls of all processes, made the file. */
export function isFirstToMake(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx'))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
