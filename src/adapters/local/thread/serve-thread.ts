import { type MessagePort, parentPort } from 'node:worker_threads'
import { type PortError, permanentError, transientError } from '../../../ports/port-error.ts'
import type { Operation, OperationContext, ThreadMessage, ThreadRequest } from './protocol.ts'

const thrown = Symbol('port error')
interface ThrownPortError extends Error {
  readonly [thrown]: PortError
}

/** Carries a port error out of a computation; the channel turns it into a result again. */
export function throwPortError(error: PortError): never {
  throw Object.assign(new Error(error.message), { [thrown]: error })
}

/** The thread's side of the channel: answers each request in turn. */
export function serveThread(operations: Readonly<Record<string, Operation>>): void {
  const port = parentPort
  if (port === null) throw new Error('this module is made for a worker thread')
  port.on('message', (request: ThreadRequest) => {
    void answer(port, operations, request)
  })
}

async function answer(
  port: MessagePort,
  operations: Readonly<Record<string, Operation>>,
  request: ThreadRequest,
): Promise<void> {
  const { id } = request
  const send = (message: ThreadMessage) => port.postMessage(message)
  const context: OperationContext = {
    throwIfStopped: () => {
      if (Atomics.load(request.stop, 0) !== 0) throwPortError(transientError('aborted', 'the caller gave up'))
    },
    reportProgress: (fraction) => send({ id, type: 'progress', fraction }),
  }
  try {
    context.throwIfStopped()
    const operation = operations[request.operation]
    if (operation === undefined) throw new Error(`unknown operation ${request.operation}`)
    // The payload's type is settled by the pair of factory and operation, which are built together.
    send({ id, type: 'done', value: await operation(request.payload as never, context) })
  } catch (error) {
    send({ id, type: 'failed', error: portErrorOf(error) })
  }
}

function portErrorOf(error: unknown): PortError {
  if (error instanceof Error && thrown in error) return (error as ThrownPortError)[thrown]
  const message = error instanceof Error ? error.message : String(error)
  return permanentError('local_engine_bug', message, error instanceof Error ? error.stack : undefined)
}
