import type { Fetch } from '../../calls/transport.ts'
import { multipartBody } from '../multipart.ts'
import type { SendFile } from './file-request.ts'

const streamOf = (chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream(
    {
      pull: async (controller) => {
        const { done, value } = await chunks.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      cancel: async () => {
        await chunks.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )

/** `duplex` is in the Fetch standard and not yet in TypeScript's DOM library. */
type StreamingInit = RequestInit & { readonly duplex: 'half' }

/** In Node, Bun and Deno, where fetch sends a body as it is produced. */
export const sendByStream =
  (fetch: Fetch): SendFile =>
  async (request) => {
    const { url, headers, signal } = request
    const body = multipartBody(request)
    const sent = new Headers(headers)
    sent.set('content-type', body.contentType)
    const init: StreamingInit = {
      method: 'POST',
      headers: sent,
      body: streamOf(body.chunks()),
      signal,
      duplex: 'half',
    }
    return await fetch(new Request(url, init))
  }
