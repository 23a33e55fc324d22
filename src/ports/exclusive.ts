import type { PortResult } from './port-error.ts'

/** Lets one process at a time do something. A process that dies lets go. */
export interface Exclusive {
  /** Runs it and answers what it answered; null, at once, when another process runs something of this name. */
  tryRun<T>(name: string, run: () => PortResult<T>): PortResult<T | null>
}
