/** The driver's own and the operating system's. */
export const CONNECTION_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

export const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null

/** The connection is gone, or goes right after this. */
export const endsConnection = (error: unknown): boolean =>
  CONNECTION_CODES.has(codeOf(error) ?? '') ||
  (error instanceof Error && 'severity' in error && ['FATAL', 'PANIC'].includes(String(error.severity)))
