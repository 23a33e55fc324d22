import { z } from '@hono/zod-openapi'

const components = new Map<string, z.ZodType>()

/**
 * Names a schema that others refer to. Unlike `.openapi('Name')` it is described as it stands here, whatever its users add
 * (a description, null): the generator takes a schema's first use for its definition.
 */
export function component<T extends z.ZodType>(name: string, schema: T): T {
  const named = schema.openapi(name)
  components.set(name, named)
  return named
}

/** Every schema that was named so, in the order of naming. */
export const namedComponents = (): ReadonlyMap<string, z.ZodType> => components

/** A named schema, or null. (`.nullable()` would make the component itself nullable.) */
export const orNull = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()])
