import { AbstractTokenizer, EndOfStreamError, type IReadChunkOptions } from 'strtok3'
import type { ByteReader } from './byte-reader.ts'

export interface ReaderTokenizerOptions {
  readonly mediaType: string
  /** One piece that is read at once; more is refused. */
  readonly maxPieceBytes: number
}

/** Lets music-metadata read what a `ByteReader` reads. A class, for the library asks for one. */
export class ReaderTokenizer extends AbstractTokenizer {
  readonly fileInfo: { readonly mimeType: string; readonly size: number }
  readonly #reader: ByteReader
  #isClosed = false

  constructor(reader: ByteReader, { mediaType, maxPieceBytes }: ReaderTokenizerOptions) {
    super({ maxBufferSize: maxPieceBytes })
    this.#reader = reader
    this.fileInfo = { mimeType: mediaType, size: reader.sizeBytes }
  }

  supportsRandomAccess(): boolean {
    return true
  }

  setPosition(position: number): void {
    this.validateLength(position, 'position')
    this.position = position
  }

  async readBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { position } = this.normalizeOptions(target, options)
    const readBytes = await this.peekBuffer(target, options)
    this.position = position + readBytes
    return readBytes
  }

  async peekBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { position, length, mayBeLess } = this.normalizeOptions(target, options)
    if (this.#isClosed) throw new Error('reading was ended')
    const bytes = await this.#reader.read(position, length)
    if (bytes.length < length && mayBeLess !== true) throw new EndOfStreamError()
    target.set(bytes)
    return bytes.length
  }

  override async close(): Promise<void> {
    this.#isClosed = true
    await super.close()
  }
}
