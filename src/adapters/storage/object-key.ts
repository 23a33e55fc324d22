/** Longest key and longest segment; file systems end names at 255 bytes. */
const MAX_KEY_LENGTH = 512
const MAX_SEGMENT_LENGTH = 200

/** No leading dot: so neither `.` nor `..` nor a storage's own hidden folders can be named. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

/** One or more ASCII segments with `/` between them, as the `Storage` port asks. */
export function isObjectKey(key: string): boolean {
  if (key.length > MAX_KEY_LENGTH) return false
  return key.split('/').every((segment) => segment.length <= MAX_SEGMENT_LENGTH && SEGMENT.test(segment))
}

/** A prefix is empty, or a key with or without `/` at its end. */
export function isObjectPrefix(prefix: string): boolean {
  return prefix === '' || isObjectKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix)
}
