import { Worker } from 'node:worker_threads'
import { err, ok, type Result, ResultAsync } from 'neverthrow'
import type { Logger } from '../../../ports/logger.ts'
import { type PortError, type PortResult, transientError } from '../../../ports/port-error.ts'
import type { ThreadMessage, ThreadRequest } from './protocol.ts'

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (fraction: number) => void
}

/** A thread for heavy work: started by the first call, restarted after a crash. */
export interface LocalThread {
  /**
   * Runs an operation in the thread, one after the other. An abort answers at once (transient, `aborted`) and the
   * thread drops the work at its next step; a thread that does not is ended. A crash fails all calls under way (transient, `thread_crashed`).
   */
  call<T>(operation: string, payload: unknown, options?: CallOptions): PortResult<T>
  /** Idempotent; fails calls under way. */
  close(): Promise<void>
}

interface PendingCall {
  readonly settle: (result: Result<unknown, PortError>) => void
  readonly onProgress: ((fraction: number) => void) | undefined
}

/** A computation looks at its signal every moment; one that does not is hung. */
const OBEY_WITHIN_MS = 30_000

/** `entry` is the module that serves the thread. */
export function createThread(
  entry: URL | string,
  logger?: Logger,
  obeyWithinMs = OBEY_WITHIN_MS,
): LocalThread {
  /** Ids that the thread has not answered, in the order in which it got them: the first is what it computes. */
  const unanswered = new Set<number>()
  const pending = new Map<number, PendingCall>()
  let worker: Worker | null = null
  let nextId = 1
  let closed = false

  const failAll = (error: PortError) => {
    for (const call of [...pending.values()]) call.settle(err(error))
  }
  const lose = (lost: Worker, error: PortError) => {
    if (worker !== lost) return
    worker = null
    unanswered.clear()
    logger?.warn('the thread of the local engines ended', { cause: String(error.cause), calls: pending.size })
    failAll(error)
  }
  /** Ends a thread that goes on with what it was told to drop: others wait behind it. */
  const endIfHung = (at: Worker, id: number) => {
    if (worker !== at || !unanswered.has(id)) return
    const [computing] = unanswered
    if (computing !== id) return watch(at, id)
    lose(at, crashed('it did not stop when it was told to'))
    void at.terminate()
  }
  const watch = (at: Worker, id: number) => {
    setTimeout(endIfHung, obeyWithinMs, at, id).unref()
  }
  const start = (): Worker => {
    const started = new Worker(entry)
    started.on('message', (message: ThreadMessage) => {
      if (message.type !== 'progress') unanswered.delete(message.id)
      receive(pending, message)
    })
    started.on('error', (cause) => lose(started, crashed(cause)))
    started.on('exit', (code) => lose(started, crashed(`exit code ${code}`)))
    worker = started
    return started
  }

  const run = (
    operation: string,
    payload: unknown,
    options: CallOptions,
  ): Promise<Result<unknown, PortError>> =>
    new Promise((resolve) => {
      if (closed) return resolve(err(transientError('closed', 'the local engines were closed')))
      if (options.signal?.aborted) return resolve(err(aborted()))
      const id = nextId++
      const at = worker ?? start()
      const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
      const onAbort = () => {
        Atomics.store(stop, 0, 1)
        watch(at, id)
        settle(err(aborted()))
      }
      const settle = (result: Result<unknown, PortError>) => {
        options.signal?.removeEventListener('abort', onAbort)
        pending.delete(id)
        // An idle thread must not keep the process alive; one at work must.
        if (pending.size === 0) worker?.unref()
        resolve(result)
      }
      options.signal?.addEventListener('abort', onAbort, { once: true })
      pending.set(id, { settle, onProgress: options.onProgress })
      at.ref()
      unanswered.add(id)
      at.postMessage({ id, operation, payload, stop } satisfies ThreadRequest)
    })

  return {
    call: <T>(operation: string, payload: unknown, options: CallOptions = {}) =>
      // The operation's answer has the type that its factory asks for; both are built together.
      new ResultAsync(run(operation, payload, options) as Promise<Result<T, PortError>>),
    close: async () => {
      closed = true
      const last = worker
      worker = null
      failAll(transientError('closed', 'the local engines were closed'))
      await last?.terminate()
    },
  }
}

function receive(pending: ReadonlyMap<number, PendingCall>, message: ThreadMessage): void {
  const call = pending.get(message.id)
  if (message.type === 'progress') call?.onProgress?.(message.fraction)
  else call?.settle(message.type === 'done' ? ok(message.value) : err(message.error))
}

const aborted = (): PortError => transientError('aborted', 'the work was stopped')
const crashed = (cause: unknown): PortError =>
  transientError('thread_crashed', 'the thread of the local engines ended unexpectedly', cause)
