import type { Exclusive } from '../../ports/exclusive.ts'

/** Of the only process there is: always granted. */
export const onlyProcess: Exclusive = { tryRun: (_name, run) => run() }
