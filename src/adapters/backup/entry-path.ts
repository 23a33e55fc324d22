/** What a data directory holds that a backup keeps; caches and locks are made anew. */
export const BACKUP_PARTS = ['postgres', 'audio', 'admin-token'] as const

const PARTS: ReadonlySet<string> = new Set(BACKUP_PARTS)

/** An archive comes from outside: nothing in it may lead out of the directory that it is unpacked in. */
export function isEntryPath(path: string): boolean {
  const segments = path.split('/')
  return (
    PARTS.has(segments[0] ?? '') &&
    !path.includes('\0') &&
    !path.includes('\\') &&
    segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..')
  )
}
