/** Names no header, file system or shell chokes on. */
const UNSAFE = /[^\p{L}\p{N}\p{M} ._()-]+/gu
const MAX_NAME_CHARACTERS = 120

/**
 * `Content-Disposition` with a file name made from titles: plain ASCII for old clients, UTF-8 for all others
 * (RFC 6266, RFC 8187).
 */
export function contentDisposition(titles: readonly string[], extension: string): string {
  const name = titles
    .map((title) => title.replaceAll(UNSAFE, ' ').replaceAll(/\s+/g, ' ').trim())
    .filter((title) => title !== '')
    .join(' - ')
  const bounded = Array.from(name).slice(0, MAX_NAME_CHARACTERS).join('').trim() || 'audiobook'
  const ascii =
    bounded
      .normalize('NFKD')
      .replaceAll(/[^\x20-\x7e]/g, '')
      .trim() || 'audiobook'
  const encoded = encodeURIComponent(`${bounded}.${extension}`).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `inline; filename="${ascii}.${extension}"; filename*=UTF-8''${encoded}`
}
