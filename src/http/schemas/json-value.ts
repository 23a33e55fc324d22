import { z } from '@hono/zod-openapi'
import type { JsonValue } from '../../domain/job/job.ts'
import { isPlainText } from './text.ts'

const MAX_DEPTH = 16
const MAX_VALUES = 10_000

/** Looks level by level, not by recursion: a deeply nested body must not exhaust the stack. */
function isStorable(value: unknown): boolean {
  let level: unknown[] = [value]
  let seen = 0
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    seen += level.length
    if (seen > MAX_VALUES || level.some((item) => typeof item === 'string' && !isPlainText(item)))
      return false
    level = level.flatMap((item) =>
      item !== null && typeof item === 'object' ? [...Object.keys(item), ...Object.values(item)] : [],
    )
  }
  return level.length === 0
}

/** Any JSON that the database can hold, of bounded depth and size. */
export const JsonValueSchema = z
  .unknown()
  .refine(
    (value) => value !== undefined && isStorable(value),
    'Must be there, not too deep or large, and storable.',
  )
  .transform((value) => value as JsonValue)
  .openapi({ description: 'Any JSON value.' })
