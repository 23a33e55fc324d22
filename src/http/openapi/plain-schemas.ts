/* What the generator writes, in the words of JSON Schema 2020-12, which OpenAPI 3.1 is made of. */

const ANNOTATIONS = new Set(['description', 'example', 'examples', 'default', 'deprecated', 'title'])

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `allOf: [reference, annotations]` is a reference with annotations beside it. */
function besideReference(schema: Json): Json {
  if (!Array.isArray(schema.allOf) || schema.allOf.length !== 2) return schema
  const [reference, annotations]: unknown[] = schema.allOf
  if (!isObject(reference) || !('$ref' in reference) || !isObject(annotations)) return schema
  if (!Object.keys(annotations).every((key) => ANNOTATIONS.has(key))) return schema
  const { allOf: _both, ...rest } = schema
  return { ...rest, ...reference, ...annotations }
}

/** One value is a `const`; one example is a list of one. */
function inNewWords(schema: Json): Json {
  const { example, enum: values, ...rest } = schema
  const isConst = Array.isArray(values) && values.length === 1
  return {
    ...rest,
    ...(isConst ? { const: values[0] } : values === undefined ? {} : { enum: values }),
    ...(example === undefined || isConst ? {} : { examples: [example] }),
  }
}

const SCHEMA_MAPS = new Set(['properties', 'patternProperties', '$defs'])
const SCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const SCHEMAS = new Set(['items', 'additionalProperties', 'not', 'contains', 'propertyNames'])

/** A schema and all in it, in plain words. */
export function plainSchema(schema: unknown): unknown {
  if (!isObject(schema)) return schema
  const inner = Object.entries(schema).map(([key, value]) => {
    if (SCHEMA_MAPS.has(key) && isObject(value)) return [key, mapValues(value, plainSchema)]
    if (SCHEMA_LISTS.has(key) && Array.isArray(value)) return [key, value.map(plainSchema)]
    return [key, SCHEMAS.has(key) ? plainSchema(value) : value]
  })
  return inNewWords(besideReference(Object.fromEntries(inner)))
}

/** Every `schema` of parameters, bodies and answers below a value. */
export function plainSchemasIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainSchemasIn)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'schema' ? plainSchema(inner) : plainSchemasIn(inner),
    ]),
  )
}

export const mapValues = (value: Json, map: (inner: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]))
