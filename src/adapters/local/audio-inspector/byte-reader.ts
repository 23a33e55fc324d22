import { open } from 'node:fs/promises'

/** Random access to a file. */
export interface ByteReader {
  readonly sizeBytes: number
  /** Fewer bytes than asked for at the end of the file, none behind it. */
  read(startByte: number, lengthBytes: number): Promise<Uint8Array>
  close(): Promise<void>
}

export async function openByteReader(path: string): Promise<ByteReader> {
  const file = await open(path, 'r')
  const { size } = await file.stat().catch(async (error: unknown) => {
    await file.close()
    throw error
  })
  return {
    sizeBytes: size,
    read: async (startByte, lengthBytes) => {
      const buffer = new Uint8Array(Math.max(0, Math.min(lengthBytes, size - startByte)))
      let filled = 0
      while (filled < buffer.length) {
        const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, startByte + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    },
    close: () => file.close(),
  }
}
