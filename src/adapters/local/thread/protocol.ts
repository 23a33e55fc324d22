import type { PortError } from '../../../ports/port-error.ts'

/** To the thread. `stop` is shared memory: not 0 means that nobody waits for the answer any more. */
export interface ThreadRequest {
  readonly id: number
  readonly operation: string
  readonly payload: unknown
  readonly stop: Int32Array
}

/** From the thread. */
export type ThreadMessage =
  | { readonly id: number; readonly type: 'progress'; readonly fraction: number }
  | { readonly id: number; readonly type: 'done'; readonly value: unknown }
  | { readonly id: number; readonly type: 'failed'; readonly error: PortError }

/** What an operation running in the thread knows of its caller. */
export interface OperationContext {
  /** Throws once the caller has given up. To be called between steps of at most some 100 ms. */
  readonly throwIfStopped: () => void
  readonly reportProgress: (fraction: number) => void
}

/** Runs in the thread. Throws a `PortErrorThrown` for what is expected, anything else is a bug. */
export type Operation = (payload: never, context: OperationContext) => unknown
