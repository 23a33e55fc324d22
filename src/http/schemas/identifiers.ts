import { z } from '@hono/zod-openapi'

/** Any UUID, answered and compared in lower case. */
export const UuidSchema = z
  .guid('Must be a UUID.')
  .toLowerCase()
  .openapi({ format: 'uuid', example: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11' })

export const TimeSchema = z.iso
  .datetime()
  .openapi({ description: 'RFC 3339, UTC.', example: '2026-11-23T09:30:00.000Z' })

/** A path parameter that names a resource, e.g. `idParameter('audiobook_id')`. */
export const idParameter = <Name extends string>(name: Name) =>
  z.object({ [name]: UuidSchema.openapi({ param: { name, in: 'path' } }) } as Record<Name, typeof UuidSchema>)
