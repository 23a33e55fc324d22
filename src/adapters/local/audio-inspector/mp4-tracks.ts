import type { ByteReader } from './byte-reader.ts'
import { childBoxes, findBox, listBoxes, type Mp4Box, readBox } from './mp4-boxes.ts'

/** A head box is far smaller; more is not looked at. */
const MAX_HEAD_BYTES = 4_096
const MAX_TRACKS = 64

export interface Mp4Track {
  readonly id: number
  /** `soun`, `vide`, `text`, `sbtl` … */
  readonly handler: string
  /** Units a second of the track's times. */
  readonly timeScale: number
  /** Tracks that hold the chapters of this one. */
  readonly chapterTrackIds: readonly number[]
  /** Three letters of ISO 639-2. */
  readonly language: string | null
  readonly box: Mp4Box
}

export interface Mp4Movie {
  readonly box: Mp4Box
  readonly tracks: readonly Mp4Track[]
  /** The sound data reaches beyond the end of the file. */
  readonly isCutOff: boolean
}

/** Null when there is no movie box, as in a file that was cut off before it. */
export async function readMp4Movie(reader: ByteReader): Promise<Mp4Movie | null> {
  const boxes = await listBoxes(reader, 0, reader.sizeBytes)
  const movie = boxes.find((box) => box.type === 'moov')
  if (movie === undefined) return null
  const tracks: Mp4Track[] = []
  const trackBoxes = (await childBoxes(reader, movie)).filter((box) => box.type === 'trak')
  for (const box of trackBoxes.slice(0, MAX_TRACKS)) {
    const track = await readTrack(reader, box)
    if (track !== null) tracks.push(track)
  }
  const isCutOff = boxes.some((box) => box.type === 'mdat' && box.endByte > reader.sizeBytes)
  return { box: movie, tracks, isCutOff }
}

async function readTrack(reader: ByteReader, box: Mp4Box): Promise<Mp4Track | null> {
  const read = async (...path: readonly string[]) => {
    const found = await findBox(reader, box, ...path)
    return found === null ? Buffer.alloc(0) : readBox(reader, found, MAX_HEAD_BYTES)
  }
  const trackHead = await read('tkhd')
  const mediaHead = await read('mdia', 'mdhd')
  const handler = (await read('mdia', 'hdlr')).toString('latin1', 8, 12)
  const references = await read('tref', 'chap')
  // Version 1 has 64-bit times, so what follows them lies further behind.
  const id = uint32At(trackHead, trackHead[0] === 1 ? 20 : 12)
  const timeScale = uint32At(mediaHead, mediaHead[0] === 1 ? 20 : 12)
  if (id === null || timeScale === null || timeScale === 0) return null
  const chapterTrackIds = Array.from({ length: Math.floor(references.length / 4) }, (_, index) =>
    references.readUInt32BE(index * 4),
  )
  const language = languageAt(mediaHead, mediaHead[0] === 1 ? 32 : 20)
  return { id, handler, timeScale, chapterTrackIds, language, box }
}

const uint32At = (bytes: Buffer, offset: number) =>
  offset + 4 <= bytes.length ? bytes.readUInt32BE(offset) : null

/** Three letters of five bits each. */
function languageAt(bytes: Buffer, offset: number): string | null {
  if (offset + 2 > bytes.length) return null
  const packed = bytes.readUInt16BE(offset)
  const letters = [packed >> 10, packed >> 5, packed].map((code) => String.fromCharCode((code & 31) + 0x60))
  const language = letters.join('')
  return /^[a-z]{3}$/.test(language) ? language : null
}
