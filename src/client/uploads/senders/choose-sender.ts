import type { Fetch } from '../../calls/transport.ts'
import type { SendFile } from './file-request.ts'
import { sendByForm } from './send-by-form.ts'
import { sendByStream } from './send-by-stream.ts'
import { sendByXhr } from './send-by-xhr.ts'

/** Windows and workers of a browser; service workers have no XMLHttpRequest, but are still of a browser. */
const isBrowser = (): boolean => 'XMLHttpRequest' in globalThis || 'ServiceWorkerGlobalScope' in globalThis

/** What can tell progress here. `ownFetch`: what the caller wants all requests to go through. */
export const chooseSender = (ownFetch: Fetch | null, fetch: Fetch): SendFile => {
  if (!isBrowser()) return sendByStream(fetch)
  return ownFetch === null && 'XMLHttpRequest' in globalThis ? sendByXhr : sendByForm(fetch)
}
