import { type PortError, permanentError } from '../../ports/port-error.ts'
import type { ByteRange } from '../../ports/storage.ts'

/** The errors that every storage answers alike. */
export const invalidKey = (key: string): PortError =>
  permanentError('invalid_key', `not a storage key: ${JSON.stringify(key.slice(0, 100))}`)

export const rangeNotSatisfiable = (sizeBytes: number, range: ByteRange | undefined): PortError =>
  permanentError(
    'range_not_satisfiable',
    `bytes ${range?.startByte ?? 0}-${range?.endByte ?? ''} lie outside an object of ${sizeBytes} bytes`,
  )

export const bodyFailed = (cause: unknown): PortError =>
  permanentError('body_failed', 'the bytes to store broke off', cause)
