import { z } from '@hono/zod-openapi'
import { err, ok, type Result } from 'neverthrow'
import type { Page, TimeCursor } from '../ports/repositories/page.ts'
import type { UseCaseError } from '../usecases/use-case-error.ts'

const invalidCursor: UseCaseError = {
  kind: 'invalid',
  code: 'invalid_cursor',
  message: 'The cursor is not one of this list. Start again without it.',
  issues: [{ pointer: '/cursor', message: 'Not a cursor of this list.' }],
}

export interface CursorCodec<T> {
  encode(place: T): string
  /** Null without a cursor: from the start. */
  decode(cursor: string | undefined): Result<T | null, UseCaseError>
}

/**
 * Opaque cursors: base64url of JSON. They come back from outside, so they are validated like any input. `list` names
 * the list and its order; a cursor of another list is refused.
 */
export function cursorCodec<T>(list: string, schema: z.ZodType<T>): CursorCodec<T> {
  const Envelope = z.tuple([z.literal(list), schema])
  return {
    encode: (place) => Buffer.from(JSON.stringify([list, place])).toString('base64url'),
    decode: (cursor) => {
      if (cursor === undefined) return ok(null)
      const parsed = Envelope.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')))
      return parsed.success ? ok(parsed.data[1]) : err(invalidCursor)
    },
  }
}

/** For the page after this one; null on the last. */
export function nextCursor<T>({ items, hasMore }: Page<T>, encode: (last: T) => string): string | null {
  const last = items.at(-1)
  return hasMore && last !== undefined ? encode(last) : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A time that the database can hold: four-digit years from 1970 on. */
export const CursorTimeSchema = z.iso.datetime().refine((text) => Date.parse(text) >= 0)

const TimePlaceSchema = z.object({ createdAt: CursorTimeSchema, id: z.guid() })

/** Cursors of lists in order of creation. */
export function timeCursorCodec(list: string): CursorCodec<TimeCursor> {
  const codec = cursorCodec(list, TimePlaceSchema)
  return {
    encode: ({ createdAt, id }) => codec.encode({ createdAt: createdAt.toISOString(), id }),
    decode: (cursor) =>
      codec
        .decode(cursor)
        .map((place) => (place === null ? null : { createdAt: new Date(place.createdAt), id: place.id })),
  }
}
