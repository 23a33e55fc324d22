import type { AudioFormat } from '../../../ports/audio-inspector.ts'
import type { AudioBytes } from './audio-bytes.ts'
import { type ReadFrameHead, readAdtsFrameHead, readMp3FrameHead } from './audio-frames.ts'
import type { ByteReader } from './byte-reader.ts'
import { countFrames } from './count-frames.ts'
import { measureDuration, readWithFfprobe } from './ffprobe.ts'
import { readId3Chapters } from './id3-chapters.ts'
import { readMp4Chapters } from './mp4-chapters.ts'
import { type Mp4Movie, readMp4Movie } from './mp4-tracks.ts'
import { readOggDuration } from './ogg-duration.ts'
import { readWithLibrary } from './read-with-library.ts'
import type { RawMark, Reading, Tags } from './reading.ts'
import { cleanLine, toLanguageTag } from './text-tags.ts'

const FRAMED: Readonly<Record<string, ReadFrameHead>> = { mp3: readMp3FrameHead, aac: readAdtsFrameHead }
const MP4 = new Set(['m4a', 'm4b', 'mp4'])
const OGG = new Set(['ogg', 'oga', 'opus'])
/** The library reads no chapters of these, and no tags of FLAC in Ogg. */
const BETTER_BY_FFPROBE = new Set(['mka', 'webm', 'wma', 'oga'])

/** What only a look at the bytes tells, before the library is asked. */
interface OwnReading {
  /** Null where the format says it itself. */
  readonly durationSeconds: number | null
  readonly hasAudio?: boolean
  readonly hasVideo?: boolean
  readonly language: string | null
  readonly marks: readonly RawMark[]
}

const NOTHING: OwnReading = { durationSeconds: null, language: null, marks: [] }

/** Everything that can be found out, from all readers together; null when the file is damaged. */
export async function readAudioFile(
  audio: AudioBytes,
  format: AudioFormat,
  { ffprobePath, signal }: { readonly ffprobePath: string; readonly signal: AbortSignal },
): Promise<Reading | null> {
  const own = await withReader(audio, (reader) => readOwn(reader, format, signal))
  if (own === null) return null
  const fromLibrary = await withReader(audio, (reader) =>
    readWithLibrary(reader, format.mediaType, signal),
  ).catch(() => null)
  // Damage that is none: the file was not there to be read.
  if (audio.failure() !== null) return null
  const durationSeconds = own.durationSeconds ?? fromLibrary?.durationSeconds ?? null
  const needsMore = fromLibrary === null || !durationSeconds || BETTER_BY_FFPROBE.has(format.extension)
  const probe = async () => ({ ffprobePath, path: await audio.path(), extension: format.extension, signal })
  const fromFfprobe = needsMore ? await readWithFfprobe(await probe()) : null
  const merged = merge(own, fromLibrary, fromFfprobe)
  if (merged === null || merged.durationSeconds) return merged
  return { ...merged, durationSeconds: await measureDuration(await probe()) }
}

async function withReader<T>(audio: AudioBytes, read: (reader: ByteReader) => Promise<T>): Promise<T> {
  const reader = await audio.open()
  try {
    return await read(reader)
  } finally {
    await reader.close()
  }
}

async function readOwn(
  reader: ByteReader,
  format: AudioFormat,
  signal: AbortSignal,
): Promise<OwnReading | null> {
  const readHead = FRAMED[format.extension]
  if (readHead !== undefined) {
    const counted = await countFrames(reader, readHead, signal)
    return counted && { ...NOTHING, ...counted, marks: await readId3Chapters(reader) }
  }
  if (MP4.has(format.extension)) return await readMp4(reader)
  if (OGG.has(format.extension)) return { ...NOTHING, durationSeconds: await readOggDuration(reader) }
  return NOTHING
}

async function readMp4(reader: ByteReader): Promise<OwnReading | null> {
  const movie = await readMp4Movie(reader)
  if (movie === null || movie.isCutOff) return null
  const sound = movie.tracks.find((track) => track.handler === 'soun')
  const marks = await readMp4Chapters(reader, movie)
  return {
    durationSeconds: null,
    hasAudio: sound !== undefined,
    hasVideo: hasMovingPictures(movie),
    language: toLanguageTag(sound?.language),
    marks,
  }
}

/** Pictures that go with the chapters are a video track, too; the sound track names it as such. */
function hasMovingPictures(movie: Mp4Movie): boolean {
  const ofChapters = movie.tracks.flatMap((track) => track.chapterTrackIds)
  return movie.tracks.some((track) => track.handler === 'vide' && !ofChapters.includes(track.id))
}

function merge(own: OwnReading, library: Reading | null, ffprobe: Reading | null): Reading | null {
  const first = library ?? ffprobe
  if (first === null) return null
  const tag = (name: keyof Tags) => library?.tags[name] ?? ffprobe?.tags[name] ?? null
  const marks = [own.marks, library?.marks ?? [], ffprobe?.marks ?? []].find((found) => found.length > 0)
  return {
    container: first.container,
    codec: first.codec ?? ffprobe?.codec ?? null,
    durationSeconds: own.durationSeconds ?? library?.durationSeconds ?? ffprobe?.durationSeconds ?? null,
    hasAudio: own.hasAudio ?? first.hasAudio,
    hasVideo: own.hasVideo ?? (first.hasVideo || (ffprobe?.hasVideo ?? false)),
    tags: {
      title: tag('title'),
      author: tag('author'),
      narrator: tag('narrator'),
      description: tag('description'),
      language: tag('language') ?? own.language,
    },
    marks: (marks ?? []).map((mark) => ({ ...mark, title: cleanLine(mark.title) })),
    cover: library?.cover ?? null,
  }
}
