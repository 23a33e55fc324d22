import type { ByteStream } from '../../ports/storage.ts'

export interface GuardedBody {
  readonly chunks: ByteStream
  /** Set once the stream threw or the signal aborted: then it is not the storage that failed. */
  failure(): { readonly cause: unknown } | null
}

/**
 * Ends a body as soon as the signal aborts, even while it waits for a chunk, and remembers whose fault an error was.
 * The source is told to stop when it is not read to its end, but is not waited for: it may hang.
 */
export function guardBody(body: ByteStream, signal: AbortSignal | undefined): GuardedBody {
  let failure: { readonly cause: unknown } | null = null
  let interrupt = () => {}
  const onAbort = () => interrupt()

  // One callback that moves along: racing every chunk with one long-lived promise would keep them all in memory.
  const nextOrAbort = (iterator: AsyncIterator<Uint8Array>) =>
    new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
      interrupt = () => reject(signal?.reason)
      if (signal?.aborted) return interrupt()
      iterator.next().then(resolve, reject)
    })

  async function* chunks() {
    const iterator = body[Symbol.asyncIterator]()
    let ended = false
    signal?.addEventListener('abort', onAbort)
    try {
      for (;;) {
        const next = await nextOrAbort(iterator)
        ended = next.done === true
        if (next.done) return
        yield next.value
      }
    } catch (cause) {
      failure = { cause }
      throw cause
    } finally {
      signal?.removeEventListener('abort', onAbort)
      if (!ended) stop(iterator)
    }
  }

  return {
    chunks: chunks(),
    failure: () => failure ?? (signal?.aborted ? { cause: signal.reason } : null),
  }
}

function stop(iterator: AsyncIterator<Uint8Array>): void {
  try {
    iterator.return?.().catch(() => {})
  } catch {
    // A hand-written iterator may throw here; the body is being thrown away already.
  }
}
