import { createHash } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import type { IdempotencyKey } from '../ports/repositories/page.ts'
import { COMPONENT_NAME } from './openapi/share-parameters.ts'

const MAX_KEY_LENGTH = 255

/** Request headers of the POSTs that create something. */
export const IdempotencyHeadersSchema = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'Printable ASCII without spaces.')
    .max(MAX_KEY_LENGTH)
    .optional()
    .openapi({
      description:
        'Repeating the request with the same key answers what the first one created. The key with another request: 409.',
      example: '5f0c7a52-0d3b-4c0e-a0c5-0d9f0f6a8a11',
      param: { [COMPONENT_NAME]: 'IdempotencyKey' },
    }),
})

/** The key with a digest of what was asked; `request` must be the validated input. Null without a key. */
export const idempotencyKey = (key: string | undefined, request: unknown): IdempotencyKey | null =>
  key === undefined ? null : { key, requestHash: hashOf(request) }

const hashOf = (request: unknown): string =>
  createHash('sha256').update(JSON.stringify(request, sortKeys)).digest('hex')

/** The order in which a client wrote the members makes no other request. */
const sortKeys = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
