import { type PortError, permanentError, transientError } from '../../ports/port-error.ts'

const FULL = new Set(['ENOSPC', 'EDQUOT'])
/** Too many open files, a disk or a network share that stumbles. */
const PASSING = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY', 'EIO', 'ETIMEDOUT', 'ESTALE', 'ENOMEM'])
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS'])

export function errorCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : null
}

/** Nothing lies there: no such file, or a file where the key has a folder. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

export function toPortError(error: unknown): PortError {
  const code = errorCode(error) ?? ''
  if (FULL.has(code)) return transientError('storage_full', 'the disk is full', error)
  if (PASSING.has(code)) return transientError('storage_unavailable', `the disk answered ${code}`, error)
  if (DENIED.has(code)) return permanentError('storage_denied', `the disk refuses access (${code})`, error)
  return permanentError('storage_failed', `the disk failed${code === '' ? '' : ` (${code})`}`, error)
}
