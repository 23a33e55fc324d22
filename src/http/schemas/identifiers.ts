import { z } from '@hono/zod-openapi'
import { COMPONENT_NAME } from '../openapi/share-parameters.ts'

/** Any UUID, answered and compared in lower case. */
export const UuidSchema = z
  .guid('Must be a UUID.')
  .toLowerCase()
  .openapi({ format: 'uuid', example: '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11' })

export const TimeSchema = z.iso
  .datetime()
  .openapi({ description: 'RFC 3339, UTC.', example: '2026-11-23T09:30:00.000Z' })

/** A path parameter that names a resource, e.g. `idParameter('audiobook_id')`, which is described as `AudiobookId`. */
export function idParameter<Name extends `${string}_id`>(name: Name) {
  const component = name.replaceAll(/(?:^|_)(\w)/g, (_all, letter: string) => letter.toUpperCase())
  const description = `The id of the ${name.slice(0, -'_id'.length)}.`
  const schema = UuidSchema.openapi({
    param: { name, in: 'path', description, [COMPONENT_NAME]: component },
  })
  return z.object({ [name]: schema } as Record<Name, typeof UuidSchema>)
}
