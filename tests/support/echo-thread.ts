import type { OperationContext } from '../../src/adapters/local/thread/protocol.ts'
import { serveThread, throwPortError } from '../../src/adapters/local/thread/serve-thread.ts'
import { permanentError } from '../../src/ports/port-error.ts'

serveThread({
  double: (value: number) => value * 2,
  progress: (_: null, context: OperationContext) => {
    context.reportProgress(0.5)
    context.reportProgress(1)
  },
  refuse: () => throwPortError(permanentError('no_text', 'nothing')),
  throw: () => {
    throw new Error('oops')
  },
  spin: (_: null, context: OperationContext) => {
    context.reportProgress(0)
    for (;;) context.throwIfStopped()
  },
  deaf: (_: null, context: OperationContext) => {
    context.reportProgress(0)
    for (;;);
  },
  never: () => new Promise(() => undefined),
  crash: () => {
    // Outside the operation, so that nothing catches it.
    setTimeout(() => {
      throw new Error('crashed on purpose')
    })
    return new Promise(() => undefined)
  },
})
