import type { ByteReader } from './byte-reader.ts'

// RFC 3533, section 6.
const PAGE_MARK = 'OggS'
const PAGE_HEAD_BYTES = 27
/** The largest page: 255 segments of 255 bytes and its head. Two of them hold the head of the last. */
const MAX_PAGE_BYTES = 65_307
const NO_POSITION = 0xffff_ffff_ffff_ffffn
/** Opus always counts as if it were played at this rate (RFC 7845, section 4). */
const OPUS_RATE = 48_000

interface Stream {
  readonly serial: number
  /** Positions a second. */
  readonly rate: number
  /** Samples at the start that are not played. */
  readonly skipped: number
}

/** Reads the first packet of the first page: what is in the stream. */
function readStream(page: Buffer): Stream | null {
  if (page.length < PAGE_HEAD_BYTES || page.toString('latin1', 0, 4) !== PAGE_MARK) return null
  const serial = page.readUInt32LE(14)
  const packet = page.subarray(PAGE_HEAD_BYTES + (page[26] ?? 0))
  const name = packet.toString('latin1', 0, 8)
  if (name === 'OpusHead' && packet.length >= 12) {
    return { serial, rate: OPUS_RATE, skipped: packet.readUInt16LE(10) }
  }
  if (name.startsWith('\x01vorbis') && packet.length >= 16) {
    return { serial, rate: packet.readUInt32LE(12), skipped: 0 }
  }
  // Nine bytes of the mapping, "fLaC", the head of a block, then ten bytes into its content 20 bits.
  if (name.startsWith('\x7fFLAC') && packet.length >= 30) {
    return { serial, rate: packet.readUIntBE(27, 3) >> 4, skipped: 0 }
  }
  return null
}

/**
 * The playing time of an Ogg file, by the position on its last page: no need to read what lies between. Null for
 * what is not Vorbis, Opus or FLAC, or when the last page belongs to another stream.
 */
export async function readOggDuration(reader: ByteReader): Promise<number | null> {
  const stream = readStream(Buffer.from(await reader.read(0, MAX_PAGE_BYTES)))
  if (stream === null || stream.rate === 0) return null
  const tailStart = Math.max(0, reader.sizeBytes - 2 * MAX_PAGE_BYTES)
  const tail = Buffer.from(await reader.read(tailStart, 2 * MAX_PAGE_BYTES))
  for (let end = tail.length; end > 0; ) {
    const place = tail.lastIndexOf(PAGE_MARK, end - 1, 'latin1')
    if (place === -1) return null
    end = place
    if (place + PAGE_HEAD_BYTES > tail.length) continue
    const position = tail.readBigUInt64LE(place + 6)
    // A page on which no packet ends has no position.
    if (position === NO_POSITION) continue
    if (tail.readUInt32LE(place + 14) !== stream.serial) return null
    return Math.max(0, Number(position) - stream.skipped) / stream.rate
  }
  return null
}
