import type { SendFile } from './file-request.ts'
import { formOf } from './form.ts'
import { toResponse } from './to-response.ts'

const headersOf = (lines: string): Headers => {
  const headers = new Headers()
  for (const line of lines.trim().split(/[\r\n]+/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  return headers
}

/** In browsers: the only way there that tells how much of a body has left (fetch does not, over HTTP/1.1). */
export const sendByXhr: SendFile = async ({ url, headers, fields, file, signal, onSent }) => {
  const form = await formOf(fields, file)
  signal.throwIfAborted()
  return await new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    headers.forEach((value, name) => {
      request.setRequestHeader(name, value)
    })
    const abort = (): void => request.abort()
    signal.addEventListener('abort', abort, { once: true })
    // The form's frame counts too; it is small beside the file.
    request.upload.onprogress = ({ loaded }) => onSent(Math.min(loaded, file.sizeBytes))
    request.onload = () => {
      try {
        resolve(toResponse(request.status, headersOf(request.getAllResponseHeaders()), request.responseText))
      } catch (error) {
        reject(error)
      }
    }
    request.onerror = () => reject(new TypeError('the connection broke'))
    request.onabort = () => reject(signal.reason)
    request.onloadend = () => signal.removeEventListener('abort', abort)
    request.send(form)
  })
}
