import type { ByteRange } from '../ports/storage.ts'

const ONE_RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/

/**
 * The part of an object that a `Range` header asks for (RFC 9110, section 14). Null: all of it, as for headers that are
 * malformed or name several ranges. `unsatisfiable`: it starts beyond the end.
 */
export function parseRange(
  header: string | undefined,
  sizeBytes: number,
): Required<ByteRange> | 'unsatisfiable' | null {
  const [, first = '', last = ''] = ONE_RANGE.exec(header ?? '') ?? []
  if (first === '' && last === '') return null
  if (first === '') {
    const lastBytes = Math.min(Number(last), sizeBytes)
    return lastBytes === 0 ? 'unsatisfiable' : { startByte: sizeBytes - lastBytes, endByte: sizeBytes }
  }
  const startByte = Number(first)
  if (last !== '' && Number(last) < startByte) return null
  if (startByte >= sizeBytes) return 'unsatisfiable'
  return { startByte, endByte: last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) }
}
