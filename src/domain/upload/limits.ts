/** Files that one upload may announce. */
export const MAX_UPLOAD_FILES = 2000

/** A session that nothing happened to for so long expires. */
export const SESSION_IDLE_MS = 24 * 60 * 60 * 1000

/** So long a file is its receiver's without a sign of life; then the next attempt may take its place. */
export const RECEIVING_LEASE_MS = 30 * 1000

/** A file being received whose process gave no sign of life for so long is given up, whether or not someone wants its place. */
export const RECEIVING_IDLE_MS = 15 * 60 * 1000

export const CHAPTER_TITLE_MAX_CHARACTERS = 500

/** Extensions of files that may be sent; the content decides what they are. */
export const ACCEPTED_EXTENSIONS: ReadonlySet<string> = new Set([
  'm4b',
  'mp3',
  'm4a',
  'flac',
  'opus',
  'ogg',
  'oga',
  'mp4',
  'aac',
  'wav',
  'wma',
  'aiff',
  'aif',
  'webm',
  'webma',
  'mka',
])
