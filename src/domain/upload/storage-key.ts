/** Cover images that are kept, by media type; others are left in the audio file. */
const COVER_EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['image/jpeg', 'jpg'],
  ['image/jpg', 'jpg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['image/gif', 'gif'],
])

/** Where the audio of an upload file lies. Made of ids and a canonical extension, never of a client's name. */
export const audioKey = (uploadId: string, fileId: string, extension: string): string =>
  `uploads/${uploadId}/${fileId}.${extension}`

/** Where the cover found in an upload file lies; null for a kind of image that is not kept. */
export function coverKey(uploadId: string, fileId: string, mediaType: string): string | null {
  const extension = COVER_EXTENSIONS.get(mediaType.toLowerCase())
  return extension === undefined ? null : `uploads/${uploadId}/${fileId}.cover.${extension}`
}

/**
 * Every key under which a file that never became `stored` may have left something. The cover is written before the
 * row knows of it, so that after a crash each possible key is named; removing what is not there succeeds.
 */
export function possibleKeys(file: {
  readonly id: string
  readonly uploadId: string
  readonly storageKey: string
}): readonly string[] {
  const covers = new Set(COVER_EXTENSIONS.values())
  return [
    file.storageKey,
    ...[...covers].map((extension) => `uploads/${file.uploadId}/${file.id}.cover.${extension}`),
  ]
}
