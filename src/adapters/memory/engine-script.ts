import { err, errAsync, ok, type Result, ResultAsync } from 'neverthrow'
import { type PortError, type PortResult, transientError } from '../../ports/port-error.ts'

/** How a scripted engine behaves; for tests of programs that embed chapterwise. */
export interface EngineScript {
  /** Every call takes so long; an abort ends it at once. */
  readonly delayMs?: number
  /** The first calls fail with these, one each, in order. */
  readonly failures?: readonly PortError[]
}

/** Wraps a computation in the script's delays and failures. */
export function createScriptRunner(script: EngineScript) {
  const failures = [...(script.failures ?? [])]
  return <T>(signal: AbortSignal, compute: () => PortResult<T>): PortResult<T> =>
    new ResultAsync(pause(script.delayMs ?? 0, signal)).andThen(() => {
      const failure = failures.shift()
      return failure === undefined ? compute() : errAsync(failure)
    })
}

function pause(delayMs: number, signal: AbortSignal): Promise<Result<void, PortError>> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(err(transientError('aborted', 'the work was stopped')))
    if (delayMs <= 0) return resolve(ok(undefined))
    const onAbort = () => {
      clearTimeout(timer)
      resolve(err(transientError('aborted', 'the work was stopped')))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve(ok(undefined))
    }, delayMs)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
