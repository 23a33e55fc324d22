import { fileTypeFromBuffer } from 'file-type'
import { type IAudioMetadata, type IPicture, parseFromTokenizer, selectCover } from 'music-metadata'
import type { ByteReader } from './byte-reader.ts'
import { ReaderTokenizer } from './reader-tokenizer.ts'
import type { RawMark, Reading, Tags } from './reading.ts'
import { cleanLine, cleanParagraphs, toLanguageTag } from './text-tags.ts'
import { readVorbisChapters } from './vorbis-chapters.ts'

const MAX_COVER_BYTES = 10 * 1024 * 1024
const COVER_TYPES = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif'])
/** One piece that the library reads at once: a cover and its frame, not a file that claims to be one tag. */
const MAX_READ_BYTES = 32 * 1024 * 1024

const NARRATOR_TAGS = ['©nrt', 'NARRATOR', 'NARRATEDBY', 'READBY']
const COMPOSER_TAGS = ['COMPOSER']
const DESCRIPTION_TAGS = ['LDES', 'DESCRIPTION', 'SYNOPSIS', 'COMMENT']
const LANGUAGE_TAGS = ['LANGUAGE', 'ILNG', 'LANG']

/**
 * What music-metadata reads. It never walks the whole file (frames are counted elsewhere) and leaves MP4 chapters
 * alone (its reader refuses many files). Closing the tokenizer ends it when the time is over. Rejects on what it can't read.
 */
export async function readWithLibrary(
  reader: ByteReader,
  mediaType: string,
  signal: AbortSignal,
): Promise<Reading> {
  const tokenizer = new ReaderTokenizer(reader, { mediaType, maxPieceBytes: MAX_READ_BYTES })
  const close = () => void tokenizer.close().catch(() => {})
  signal.addEventListener('abort', close)
  try {
    signal.throwIfAborted()
    return await toReading(await parseFromTokenizer(tokenizer, { duration: false, mkvUseIndex: true }))
  } finally {
    signal.removeEventListener('abort', close)
    await tokenizer.close().catch(() => {})
  }
}

async function toReading(metadata: IAudioMetadata): Promise<Reading> {
  const { format } = metadata
  return {
    container: cleanLine(format.container),
    codec: cleanLine(format.codec),
    durationSeconds: format.duration ?? null,
    hasAudio: format.hasAudio ?? true,
    hasVideo: format.hasVideo ?? false,
    tags: toTags(metadata),
    marks: toMarks(metadata),
    cover: await toCover(selectCover(metadata.common.picture)),
  }
}

/** The first tag of one of these names, in whichever dialect; names come with prefixes like `TXXX:`. */
function findTag(metadata: IAudioMetadata, names: readonly string[]): unknown {
  const tags = Object.values(metadata.native).flat()
  for (const name of names) {
    const found = tags.find((tag) => tag.id.split(':').at(-1)?.toUpperCase() === name.toUpperCase())
    if (typeof found?.value === 'string') return found.value
  }
  return undefined
}

function toTags(metadata: IAudioMetadata): Tags {
  const { common } = metadata
  return {
    title: cleanLine(common.title) ?? cleanLine(common.album),
    author: cleanLine(common.artist) ?? cleanLine(common.albumartist),
    narrator:
      cleanLine(findTag(metadata, NARRATOR_TAGS)) ??
      cleanLine(common.composer?.[0]) ??
      cleanLine(findTag(metadata, COMPOSER_TAGS)),
    description:
      cleanParagraphs(common.description?.[0]) ??
      cleanParagraphs(findTag(metadata, DESCRIPTION_TAGS)) ??
      cleanParagraphs(common.comment?.[0]?.text),
    language: toLanguageTag(common.language) ?? toLanguageTag(findTag(metadata, LANGUAGE_TAGS)),
  }
}

function toMarks(metadata: IAudioMetadata): RawMark[] {
  const fromFormat = (metadata.format.chapters ?? []).map((chapter) => ({
    title: chapter.title,
    startSeconds: chapter.start,
    endSeconds: chapter.end ?? null,
  }))
  return fromFormat.length > 0 ? fromFormat : readVorbisChapters(metadata.native.vorbis ?? [])
}

/** The type is the content's own; what the tag says of it is often wrong. */
async function toCover(picture: IPicture | null): Promise<Reading['cover']> {
  if (picture === null || picture.data.length === 0 || picture.data.length > MAX_COVER_BYTES) return null
  const type = await fileTypeFromBuffer(picture.data).catch(() => undefined)
  if (type === undefined || !COVER_TYPES.has(type.mime)) return null
  return { mediaType: type.mime, bytes: new Uint8Array(picture.data) }
}
