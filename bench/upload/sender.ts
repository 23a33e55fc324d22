import { randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { waveHeader } from './wave-header.ts'

/*
 * Sends one multipart upload and says how long it took: `sender.ts <url> <size in MiB> [token]`. A process of its own,
 * so that its memory and its work are not the server's. The file is generated as it is sent: a WAV header, then one
 * mebibyte of noise over and over.
 */

const MEBIBYTE = 1024 * 1024
const BOUNDARY = 'chapterwise-bench-boundary'

const [target, sizeMib, token] = process.argv.slice(2)
if (target === undefined || sizeMib === undefined) throw new Error('a URL and a size are needed')

const fileSizeBytes = Number(sizeMib) * MEBIBYTE
const noise = randomFillSync(Buffer.alloc(MEBIBYTE))
const frame = {
  before: Buffer.from(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="bench.wav"\r\n` +
      'Content-Type: audio/wav\r\n\r\n',
  ),
  after: Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
}

const { hostname, port, pathname } = new URL(target)
const socket = connect(Number(port), hostname)
await once(socket, 'connect')
const answered = readAnswer(socket)

const startedAt = performance.now()
socket.write(
  `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n` +
    `Content-Type: multipart/form-data; boundary=${BOUNDARY}\r\n` +
    (token === undefined ? '' : `Authorization: Bearer ${token}\r\n`) +
    `Content-Length: ${frame.before.length + fileSizeBytes + frame.after.length}\r\n\r\n`,
)
await send(frame.before)
const header = waveHeader(fileSizeBytes)
await send(header)
for (let sent = header.length; sent < fileSizeBytes; sent += noise.length) {
  await send(noise.subarray(0, fileSizeBytes - sent))
}
await send(frame.after)
const answer = await answered
const durationMs = performance.now() - startedAt
process.stdout.write(`${JSON.stringify({ durationMs, ...answer })}\n`)

async function send(bytes: Uint8Array): Promise<void> {
  if (!socket.write(bytes)) await once(socket, 'drain')
}

async function readAnswer(from: Socket): Promise<{ readonly status: number; readonly body: string }> {
  let received = ''
  for await (const chunk of from) received += chunk
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(received)?.[1] ?? 0)
  return { status, body: received.slice(received.indexOf('\r\n\r\n') + 4) }
}
