export const FILE_NAME_MAX_CHARACTERS = 255

const FALLBACK = 'audio'
/** Longer than any extension in use; what follows a late dot is otherwise part of the name. */
const EXTENSION_MAX_CHARACTERS = 10

/** C0, C1, and what reorders or hides text (bidirectional controls, zero-width space and marks, byte order mark). */
const INVISIBLE = /[\p{Cc}\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu

/**
 * What a client calls its file, made fit to be shown: the last part of the path it may have sent, with either kind
 * of separator, without control characters, in NFC, at most 255 characters (UTF-16 units) with the extension kept.
 * Never used as a path.
 */
export function displayFileName(sent: string): string {
  const lastPart = sent.split(/[/\\]/).at(-1) ?? ''
  const name = lastPart.toWellFormed().replace(INVISIBLE, '').normalize('NFC').trim()
  if (name === '' || /^\.+$/.test(name)) return FALLBACK
  return shorten(name)
}

/** Without the dot, lower case; null when the name has none. */
export function fileExtension(name: string): string | null {
  const dot = name.lastIndexOf('.')
  const extension = dot < 0 ? '' : name.slice(dot + 1).toLowerCase()
  return extension === '' || extension.length > EXTENSION_MAX_CHARACTERS ? null : extension
}

function shorten(name: string): string {
  if (name.length <= FILE_NAME_MAX_CHARACTERS) return name
  const extension = fileExtension(name)
  const ending = extension === null ? '' : name.slice(name.length - extension.length - 1)
  const stem = name.slice(0, FILE_NAME_MAX_CHARACTERS - ending.length)
  // a cut through a surrogate pair would leave half a character
  return stem.replace(/[\ud800-\udbff]$/, '') + ending
}
