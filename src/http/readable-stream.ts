import type { ByteStream } from '../ports/storage.ts'

/** Pulls as the client reads; nothing is opened for a client that reads nothing, and what is open is let go with it. */
export function toReadableStream(bytes: ByteStream): ReadableStream<Uint8Array> {
  let iterator: AsyncIterator<Uint8Array> | undefined
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        iterator ??= bytes[Symbol.asyncIterator]()
        const next = await iterator.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      cancel: async () => {
        await iterator?.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
