import { expect } from 'bun:test'
import { readdir } from 'node:fs/promises'
import { FAKE_MP3 } from '../../../fakes/audio-inspector.ts'
import { MULTIPART_TYPE } from '../../../support/multipart-body.ts'
import { slowRequest } from '../../../support/slow-request.ts'
import { temporaryDirectory } from '../../../support/temporary-directory.ts'
import { createUploadClient } from '../upload-client.ts'

export const SCENARIO_MAX_FILE_BYTES = 4 * 1024 * 1024

export interface RunningServer {
  readonly url: string
  stop(): Promise<void>
}

export const mp3 = (sizeBytes = 1000): Uint8Array => {
  const bytes = new Uint8Array(sizeBytes)
  bytes.set(new TextEncoder().encode(FAKE_MP3).subarray(0, sizeBytes))
  return bytes
}

/** A server that keeps its files below a directory, a client of it, and a look into that directory. */
export async function openUploadWorld(start: (directory: string) => Promise<RunningServer>) {
  const directory = await temporaryDirectory()
  const server = await start(directory.path)
  const client = createUploadClient(server.url)
  return {
    client,
    /** Files below the storage's directory, half-written ones included; of one upload, or of none. */
    storedFiles: async (uploadId: string): Promise<readonly string[]> => {
      const entries = await readdir(directory.path, { recursive: true, withFileTypes: true })
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`)
      return files.filter((path) => path.includes(uploadId) || path.includes('.incoming'))
    },
    objectPath: (uploadId: string, name: string) => `${directory.path}/uploads/${uploadId}/${name}`,
    openSlow: (uploadId: string, contentLength: number, headers: Record<string, string> = {}) =>
      slowRequest(client.filesUrl(uploadId), {
        'Content-Type': MULTIPART_TYPE,
        'Content-Length': contentLength,
        ...headers,
      }),
    expectUsable: async (uploadId: string): Promise<void> => {
      expect((await client.send(uploadId, [{ file: 'again.mp3', content: mp3() }])).status).toBe(201)
      expect(await client.session(uploadId)).toMatchObject({ status: 'completed' })
    },
    close: async (): Promise<void> => {
      await server.stop()
      await directory.remove()
    },
  }
}

export type UploadWorld = Awaited<ReturnType<typeof openUploadWorld>>
export type CurrentWorld = () => UploadWorld
