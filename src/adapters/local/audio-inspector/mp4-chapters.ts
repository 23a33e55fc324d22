import type { ByteReader } from './byte-reader.ts'
import { findBox, readBox } from './mp4-boxes.ts'
import type { Mp4Movie, Mp4Track } from './mp4-tracks.ts'
import { MAX_MARKS } from './normalize-marks.ts'
import type { RawMark } from './reading.ts'

/** Enough for the tables of `MAX_MARKS` marks, 12 bytes an entry. */
const MAX_TABLE_BYTES = 64 * 1024
/** A title longer than this is cut. */
const MAX_TITLE_BYTES = 2_048
/** Nero counts in units of 100 ns. */
const NERO_UNITS_PER_SECOND = 10_000_000

/** Marks of the QuickTime chapter track or of Nero's list, whichever has more: Nero's ends at 255. */
export async function readMp4Chapters(reader: ByteReader, movie: Mp4Movie): Promise<readonly RawMark[]> {
  const track = findChapterTrack(movie)
  const fromTrack = track === null ? [] : await readChapterTrack(reader, track)
  const fromList = await readNeroChapters(reader, movie)
  return fromTrack.length >= fromList.length ? fromTrack : fromList
}

function findChapterTrack(movie: Mp4Movie): Mp4Track | null {
  const ids = movie.tracks
    .filter((track) => track.handler === 'soun')
    .flatMap((track) => track.chapterTrackIds)
  const isText = (track: Mp4Track) => track.handler === 'text' || track.handler === 'sbtl'
  return movie.tracks.find((track) => isText(track) && ids.includes(track.id)) ?? null
}

/** `moov/udta/chpl`, as mp4v2 and FFmpeg write it: start in 100 ns, title of at most 255 bytes. */
async function readNeroChapters(reader: ByteReader, movie: Mp4Movie): Promise<RawMark[]> {
  const box = await findBox(reader, movie.box, 'udta', 'chpl')
  if (box === null) return []
  const bytes = await readBox(reader, box, MAX_TABLE_BYTES * 2)
  const marks: RawMark[] = []
  // Version and flags; version 1 has four more bytes; then the number of chapters in one byte.
  let offset = (bytes[0] === 1 ? 8 : 4) + 1
  const count = bytes[offset - 1] ?? 0
  while (marks.length < count && offset + 9 <= bytes.length) {
    const startSeconds = Number(bytes.readBigUInt64BE(offset)) / NERO_UNITS_PER_SECOND
    const titleStart = offset + 9
    offset = titleStart + (bytes[offset + 8] ?? 0)
    marks.push({ title: bytes.toString('utf8', titleStart, offset), startSeconds, endSeconds: null })
  }
  return marks
}

/** Entries of a table box: a count at `countOffset`, then rows of unsigned 32-bit numbers. */
async function readTable(
  reader: ByteReader,
  track: Mp4Track,
  type: string,
  columns: number,
  countOffset = 4,
): Promise<number[][]> {
  const box = await findBox(reader, track.box, 'mdia', 'minf', 'stbl', type)
  if (box === null) return []
  const bytes = await readBox(reader, box, MAX_TABLE_BYTES)
  if (bytes.length < countOffset + 4) return []
  const rowBytes = columns * 4
  const rows = Math.min(
    bytes.readUInt32BE(countOffset),
    Math.floor((bytes.length - countOffset - 4) / rowBytes),
  )
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) =>
      bytes.readUInt32BE(countOffset + 4 + row * rowBytes + column * 4),
    ),
  )
}

/** Each sample of the track is a title, shown from its time on. */
async function readChapterTrack(reader: ByteReader, track: Mp4Track): Promise<RawMark[]> {
  const durations = expandTimes(await readTable(reader, track, 'stts', 2))
  const sizes = await readSampleSizes(reader, track, durations.length)
  const offsets = await readSampleOffsets(reader, track, sizes)
  const marks: RawMark[] = []
  let startUnits = 0
  for (const [index, offset] of offsets.entries()) {
    const endUnits = startUnits + (durations[index] ?? 0)
    const bytes = await reader.read(offset, Math.min(sizes[index] ?? 0, MAX_TITLE_BYTES))
    marks.push({
      title: sampleText(bytes),
      startSeconds: startUnits / track.timeScale,
      endSeconds: endUnits / track.timeScale,
    })
    startUnits = endUnits
  }
  return marks
}

function expandTimes(rows: readonly number[][]): number[] {
  const durations: number[] = []
  for (const [count = 0, duration = 0] of rows) {
    for (let index = 0; index < count && durations.length < MAX_MARKS; index += 1) durations.push(duration)
  }
  return durations
}

async function readSampleSizes(reader: ByteReader, track: Mp4Track, samples: number): Promise<number[]> {
  const box = await findBox(reader, track.box, 'mdia', 'minf', 'stbl', 'stsz')
  if (box === null) return []
  const bytes = await readBox(reader, box, 8)
  const sizeOfAll = bytes.length === 8 ? bytes.readUInt32BE(4) : 0
  if (sizeOfAll > 0) return Array.from({ length: samples }, () => sizeOfAll)
  return (await readTable(reader, track, 'stsz', 1, 8)).map(([size = 0]) => size).slice(0, samples)
}

/** Where each sample lies: chunks begin at given bytes and hold as many samples as the runs say. */
async function readSampleOffsets(
  reader: ByteReader,
  track: Mp4Track,
  sizes: readonly number[],
): Promise<number[]> {
  const near = (await readTable(reader, track, 'stco', 1)).map(([offset = 0]) => offset)
  const far = (await readTable(reader, track, 'co64', 2)).map(([high = 0, low = 0]) => high * 2 ** 32 + low)
  const runs = await readTable(reader, track, 'stsc', 3)
  const offsets: number[] = []
  let run = 0
  for (const [index, chunkStart] of (near.length > 0 ? near : far).entries()) {
    // A run holds from its first chunk, counted from 1, to the next run.
    while (run + 1 < runs.length && (runs[run + 1]?.[0] ?? 0) <= index + 1) run += 1
    let position = chunkStart
    for (let sample = 0; sample < (runs[run]?.[1] ?? 1) && offsets.length < sizes.length; sample += 1) {
      offsets.push(position)
      position += sizes[offsets.length - 1] ?? 0
    }
  }
  return offsets
}

/** A 16-bit length, then UTF-8, or UTF-16 behind a byte order mark. */
function sampleText(bytes: Uint8Array): string | null {
  if (bytes.length < 2) return null
  const length = Buffer.from(bytes).readUInt16BE(0)
  const text = bytes.subarray(2, 2 + length)
  const isUtf16 =
    text.length >= 2 && ((text[0] === 0xfe && text[1] === 0xff) || (text[0] === 0xff && text[1] === 0xfe))
  if (!isUtf16) return new TextDecoder().decode(text)
  return new TextDecoder(text[0] === 0xfe ? 'utf-16be' : 'utf-16le').decode(text)
}
