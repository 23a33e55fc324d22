import type { ByteRange } from '../../ports/storage.ts'

const isByteOffset = (value: number) => Number.isSafeInteger(value) && value >= 0

/**
 * The bytes meant within an object of this size, end exclusive; null when the range starts outside of it or is
 * empty. An end past the last byte means the last byte (RFC 9110, 14.1.2).
 */
export function resolveRange(
  sizeBytes: number,
  range: ByteRange | undefined,
): { readonly startByte: number; readonly endByte: number } | null {
  if (range === undefined) return { startByte: 0, endByte: sizeBytes }
  const { startByte, endByte = sizeBytes } = range
  if (!isByteOffset(startByte) || !isByteOffset(endByte)) return null
  if (startByte >= sizeBytes || endByte <= startByte) return null
  return { startByte, endByte: Math.min(endByte, sizeBytes) }
}
