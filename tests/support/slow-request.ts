import { once } from 'node:events'
import { connect } from 'node:net'

export interface SlowRequest {
  /** Resolves when the system has taken the bytes. */
  send(bytes: Uint8Array | string): Promise<void>
  /** Cuts the connection as a crashed client would. */
  destroy(): void
  /** The whole answer, once the server has sent it: status, body. */
  answer(): Promise<{ readonly status: number; readonly body: string }>
}

/** A POST over a bare socket, whose body the test sends at its own pace. */
export async function slowRequest(
  url: string,
  headers: Readonly<Record<string, string | number>>,
): Promise<SlowRequest> {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect(Number(port), hostname)
  let received = ''
  const answered = Promise.withResolvers<void>()
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
    if (isComplete(received)) answered.resolve()
  })
  socket.on('close', () => answered.resolve())
  // A server that refuses may close while we send.
  socket.on('error', () => {})
  await once(socket, 'connect')
  const lines = Object.entries({ Host: 'test', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`)
  return {
    send: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
    destroy: () => socket.destroy(),
    answer: async () => {
      await answered.promise
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(received)?.[1] ?? 0)
      const body = received.slice(received.indexOf('\r\n\r\n') + 4)
      socket.destroy()
      return { status, body }
    },
  }
}

function isComplete(received: string): boolean {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /content-length: (\d+)/i.exec(received.slice(0, end))?.[1]
  return length === undefined ? received.endsWith('0\r\n\r\n') : received.length >= end + 4 + Number(length)
}
