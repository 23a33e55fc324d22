export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const objectAt = (value: unknown, key: string): Json =>
  isObject(value) && isObject(value[key]) ? value[key] : {}

export const listAt = (value: unknown, key: string): readonly unknown[] =>
  isObject(value) && Array.isArray(value[key]) ? value[key] : []

/** What a reference within the document refers to; anything else is itself. */
export function resolve(document: Json, value: unknown): Json {
  if (!isObject(value)) return {}
  if (typeof value.$ref !== 'string') return value
  let found: unknown = document
  for (const key of value.$ref.slice('#/'.length).split('/')) {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~')
    found = isObject(found) ? found[name] : undefined
  }
  // What stands beside a reference goes over it.
  const { $ref: _reference, ...beside } = value
  return { ...resolve(document, found), ...beside }
}
