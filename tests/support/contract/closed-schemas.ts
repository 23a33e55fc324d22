import { isObject, type Json } from './description.ts'

/*
 * Answers may hold nothing that is not described. The description leaves objects open, so that later versions may add
 * fields; for these tests every object is closed where it is used: what it is made of by `allOf` stays open.
 */

const SCHEMA_MAPS = ['properties', 'patternProperties', '$defs']
const SCHEMA_LISTS = ['anyOf', 'oneOf', 'prefixItems']
const SCHEMAS = ['items', 'additionalProperties', 'contains']

/** The document with all its schemas closed. */
export function closeSchemas(document: Json): Json {
  const components = isObject(document.components) ? document.components : {}
  const schemas = isObject(components.schemas) ? components.schemas : {}
  const isRecord = (schema: unknown): boolean => {
    if (!isObject(schema)) return false
    if (typeof schema.$ref === 'string') return isRecord(schemas[schema.$ref.split('/').at(-1) ?? ''])
    return 'properties' in schema || (Array.isArray(schema.allOf) && schema.allOf.some(isRecord))
  }
  const close = (schema: unknown): unknown =>
    isRecord(schema)
      ? { ...(closeInside(schema) as Json), unevaluatedProperties: false }
      : closeInside(schema)
  const closeInside = (schema: unknown): unknown => {
    if (!isObject(schema)) return schema
    return Object.fromEntries(
      Object.entries(schema).map(([key, value]) => {
        if (SCHEMA_MAPS.includes(key) && isObject(value)) return [key, mapValues(value, close)]
        if (SCHEMA_LISTS.includes(key) && Array.isArray(value)) return [key, value.map(close)]
        if (key === 'allOf' && Array.isArray(value)) return [key, value.map(closeInside)]
        return [key, SCHEMAS.includes(key) ? close(value) : value]
      }),
    )
  }
  const closeBelow = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(closeBelow)
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === 'schema' ? close(inner) : closeBelow(inner)]),
    )
  }
  return {
    ...(closeBelow({ ...document, components: { ...components, schemas: {} } }) as Json),
    components: { ...(closeBelow(components) as Json), schemas: mapValues(schemas, closeInside) },
  }
}

const mapValues = (value: Json, map: (inner: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]))
