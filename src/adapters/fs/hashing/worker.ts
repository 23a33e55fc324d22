import { createHash, type Hash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { errorCode } from '../file-errors.ts'
import type { HashAnswer, HashRequest } from './protocol.ts'

/** Small enough to lie in the processor's cache between the read and the hash. */
const READ_BYTES = 256 * 1024

interface FollowedFile {
  readonly descriptor: number
  readonly hash: Hash
  hashedBytes: number
}

const port = parentPort
if (port === null) throw new Error('this module is made for a worker thread')
const send = (answer: HashAnswer) => port.postMessage(answer)

const files = new Map<number, FollowedFile>()
const buffer = Buffer.allocUnsafeSlow(READ_BYTES)

port.on('message', (request: HashRequest) => {
  const { id } = request
  if (request.type === 'drop') return forget(id)
  try {
    const file = files.get(id) ?? open(id, request.path)
    hashUpTo(file, request.upToBytes)
    if (request.isLast) send({ id, sha256: file.hash.digest('hex') })
  } catch (error) {
    send({ id, problem: { message: String(error), code: errorCode(error) } })
  }
})

function open(id: number, path: string): FollowedFile {
  const file = { descriptor: openSync(path, 'r'), hash: createHash('sha256'), hashedBytes: 0 }
  files.set(id, file)
  return file
}

function hashUpTo(file: FollowedFile, upToBytes: number): void {
  while (file.hashedBytes < upToBytes) {
    const wantedBytes = Math.min(READ_BYTES, upToBytes - file.hashedBytes)
    const readBytes = readSync(file.descriptor, buffer, 0, wantedBytes, file.hashedBytes)
    if (readBytes === 0) throw new Error('the file is shorter than what was written to it')
    file.hash.update(buffer.subarray(0, readBytes))
    file.hashedBytes += readBytes
  }
}

function forget(id: number): void {
  const file = files.get(id)
  files.delete(id)
  if (file !== undefined) closeSync(file.descriptor)
}
