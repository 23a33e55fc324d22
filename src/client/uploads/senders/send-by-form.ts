import { pause } from '../../calls/pause.ts'
import type { Fetch } from '../../calls/transport.ts'
import type { FileRequest, SendFile } from './file-request.ts'
import { formOf } from './form.ts'

const ASK_INTERVAL_MS = 1000

/** Until it is stopped; what can not be asked now is asked later. */
const watch = async (
  { askServer, onSent }: FileRequest,
  stopped: AbortSignal,
  intervalMs: number,
): Promise<void> => {
  while (!stopped.aborted) {
    await pause(intervalMs, stopped).catch(() => undefined)
    if (stopped.aborted) return
    const sentBytes = await askServer().catch(() => null)
    if (sentBytes !== null && !stopped.aborted) onSent(sentBytes)
  }
}

/** For browsers without XMLHttpRequest (service workers) or with a `fetch` of one's own: the server is asked how far it is. */
export const sendByForm =
  (fetch: Fetch, intervalMs = ASK_INTERVAL_MS): SendFile =>
  async (request) => {
    const stopped = new AbortController()
    const watching = watch(request, stopped.signal, intervalMs)
    try {
      const { url, headers, signal } = request
      const body = await formOf(request.fields, request.file)
      return await fetch(new Request(url, { method: 'POST', headers, body, signal }))
    } finally {
      stopped.abort()
      await watching
    }
  }
