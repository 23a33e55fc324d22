export interface Format {
  readonly fileName: string
  readonly options: readonly string[]
  readonly expected: { extension: string; mediaType: string }
  /** What FFmpeg writes into this format, and so can be found again. */
  readonly chapters: boolean
  readonly narrator: boolean
  readonly author: boolean
}

const format = (
  fileName: string,
  options: readonly string[],
  extension: string,
  mediaType: string,
  written: { chapters?: boolean; narrator?: boolean; author?: boolean } = {},
): Format => ({
  fileName,
  options,
  expected: { extension, mediaType },
  chapters: written.chapters ?? true,
  narrator: written.narrator ?? true,
  author: written.author ?? true,
})

const NOTHING = { chapters: false, narrator: false, author: false }

export const FORMATS: readonly Format[] = [
  format('a.mp3', ['-b:a', '64k'], 'mp3', 'audio/mpeg'),
  format('bare.mp3', ['-q:a', '5', '-write_xing', '0', '-id3v2_version', '0'], 'mp3', 'audio/mpeg', NOTHING),
  format('v2.mp3', ['-ar', '22050', '-q:a', '5', '-write_xing', '0'], 'mp3', 'audio/mpeg'),
  format('a.m4a', [], 'm4a', 'audio/mp4'),
  format('a.m4b', ['-f', 'ipod', '-brand', 'M4B '], 'm4b', 'audio/mp4'),
  format('a.mp4', ['-movflags', '+faststart'], 'mp4', 'audio/mp4'),
  format('a.aac', ['-f', 'adts'], 'aac', 'audio/aac', NOTHING),
  format('a.wav', [], 'wav', 'audio/wav', { chapters: false, narrator: false }),
  format('a.flac', [], 'flac', 'audio/flac', { chapters: false }),
  format('a.ogg', ['-c:a', 'libvorbis'], 'ogg', 'audio/ogg', { chapters: false }),
  format('a.oga', ['-c:a', 'flac', '-f', 'ogg'], 'oga', 'audio/ogg', { chapters: false }),
  format('a.opus', [], 'opus', 'audio/ogg'),
  format('a.webm', ['-c:a', 'libopus'], 'webm', 'audio/webm'),
  format('a.mka', ['-c:a', 'aac'], 'mka', 'audio/matroska'),
  format('a.wma', [], 'wma', 'audio/x-ms-wma'),
  format('a.aiff', [], 'aiff', 'audio/aiff', NOTHING),
]
