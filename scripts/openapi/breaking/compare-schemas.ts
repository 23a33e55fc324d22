import { isObject, type Json, listAt, objectAt, resolve } from '../json.ts'

/** `accepted`: what we are sent, which must not get narrower. `given`: what we send, which must not get wider or lose parts. */
export type Direction = 'accepted' | 'given'

export interface Versions {
  readonly before: Json
  readonly after: Json
}

interface Comparison {
  readonly documents: Versions
  readonly direction: Direction
  /** Pairs of references under way: a schema may hold itself. */
  readonly open: ReadonlySet<string>
}

/** What breaks for a client between two schemas, each with its place below `at`. */
export function compareSchemas(
  documents: Versions,
  direction: Direction,
  schemas: { readonly before: unknown; readonly after: unknown },
  at: string,
): readonly string[] {
  return compare({ documents, direction, open: new Set() }, schemas.before, schemas.after, at)
}

function compare(comparison: Comparison, before: unknown, after: unknown, at: string): readonly string[] {
  const pair = `${referenceOf(before)} ${referenceOf(after)}`
  if (pair !== ' ' && comparison.open.has(pair)) return []
  const inner = { ...comparison, open: new Set([...comparison.open, pair]) }
  const beforeOnes = alternatives(comparison.documents.before, before)
  const afterOnes = alternatives(comparison.documents.after, after)
  // Each alternative of the one side must be met by one of the other: what was accepted still is, what is given was before.
  const [asked, offered] =
    comparison.direction === 'accepted' ? [beforeOnes, afterOnes] : [afterOnes, beforeOnes]
  return asked.flatMap((one) => {
    const breaks = offered.map((other) =>
      comparison.direction === 'accepted'
        ? compareOne(inner, one, other, at)
        : compareOne(inner, other, one, at),
    )
    return breaks.reduce((best, next) => (next.length < best.length ? next : best), breaks[0] ?? [])
  })
}

const referenceOf = (schema: unknown): string => (isObject(schema) ? String(schema.$ref ?? '') : '')

const MAX_DEPTH = 20

/** The shapes that a value may have: `anyOf`, `oneOf` and lists of types taken apart, `allOf` put together. */
function alternatives(document: Json, schema: unknown, depth = 0): readonly Json[] {
  const { anyOf, oneOf, ...rest } = resolve(document, schema)
  const choices = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : null
  if (depth > MAX_DEPTH) return [rest]
  if (choices !== null) return choices.flatMap((choice) => alternatives(document, choice, depth + 1))
  const whole = 'allOf' in rest ? putTogether(document, rest) : rest
  return Array.isArray(whole.type) ? whole.type.map((type: unknown) => ({ ...whole, type })) : [whole]
}

function putTogether(document: Json, { allOf, ...rest }: Json): Json {
  const parts = [...(Array.isArray(allOf) ? allOf : []), rest].map((part) => resolve(document, part))
  const flat = parts.map((part) => ('allOf' in part ? putTogether(document, part) : part))
  return {
    ...Object.assign({}, ...flat),
    properties: Object.assign({}, ...flat.map((part) => objectAt(part, 'properties'))),
    required: flat.flatMap((part) => listAt(part, 'required')),
  }
}

function compareOne(comparison: Comparison, before: Json, after: Json, at: string): readonly string[] {
  const type = compareTypes(comparison, before, after, at)
  // Of another type altogether, nothing else is comparable.
  if (type.length > 0) return type
  return [
    ...compareValues(comparison, before, after, at),
    ...compareBounds(comparison, before, after, at),
    ...compareProperties(comparison, before, after, at),
    ...('items' in before && 'items' in after
      ? compare(comparison, before.items, after.items, `${at}/*`)
      : []),
  ]
}

const isWithin = (inner: unknown, outer: unknown): boolean =>
  outer === undefined || inner === outer || (inner === 'integer' && outer === 'number')

function compareTypes({ direction }: Comparison, before: Json, after: Json, at: string): readonly string[] {
  const isMet =
    direction === 'accepted' ? isWithin(before.type, after.type) : isWithin(after.type, before.type)
  return isMet
    ? []
    : [`${at}: ${String(before.type ?? 'anything')} became ${String(after.type ?? 'anything')}`]
}

const valuesOf = (schema: Json): readonly unknown[] | null =>
  'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : null

function compareValues({ direction }: Comparison, before: Json, after: Json, at: string): readonly string[] {
  const old = valuesOf(before)
  const now = valuesOf(after)
  if (direction === 'accepted') {
    if (now === null) return []
    if (old === null) return [`${at}: only some values are accepted now`]
    const gone = old.filter((value) => !now.includes(value))
    return gone.map((value) => `${at}: ${JSON.stringify(value)} is not accepted any more`)
  }
  // Clients were told that such lists grow.
  if (old === null || before['x-extensible'] === true) return []
  if (now === null) return [`${at}: any value may be given now`]
  const added = now.filter((value) => !old.includes(value))
  return added.map((value) => `${at}: ${JSON.stringify(value)} may be given now`)
}

const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems']
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems']
const SAME = ['format', 'pattern', 'multipleOf', 'default']

function compareBounds({ direction }: Comparison, before: Json, after: Json, at: string): readonly string[] {
  const [wide, narrow] = direction === 'accepted' ? [after, before] : [before, after]
  const wrong = [
    ...LOWER.filter((key) => key in wide && !(Number(narrow[key]) >= Number(wide[key]))),
    ...UPPER.filter((key) => key in wide && !(Number(narrow[key]) <= Number(wide[key]))),
    ...SAME.filter((key) => (key === 'default' ? key in before : key in wide) && before[key] !== after[key]),
  ]
  return wrong.map((key) => `${at}: ${key} ${show(before[key])} became ${show(after[key])}`)
}

const show = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value))

function compareProperties(comparison: Comparison, before: Json, after: Json, at: string): readonly string[] {
  const { direction } = comparison
  const old = objectAt(before, 'properties')
  const now = objectAt(after, 'properties')
  const wasRequired = new Set(listAt(before, 'required'))
  const isRequired = new Set(listAt(after, 'required'))
  const isLoose = after.additionalProperties !== false || before.additionalProperties === false
  return [
    ...Object.entries(old).flatMap(([name, schema]) =>
      name in now
        ? compare(comparison, schema, now[name], `${at}/${name}`)
        : [`${at}/${name}: ${direction === 'accepted' ? 'is not accepted' : 'is not given'} any more`],
    ),
    ...(direction === 'accepted'
      ? [...isRequired]
          .filter((name) => !wasRequired.has(name))
          .map((name) => `${at}/${name}: is required now`)
      : [...wasRequired]
          .filter((name) => !isRequired.has(name) && String(name) in now)
          .map((name) => `${at}/${name}: may be missing now`)),
    ...(direction === 'accepted' && !isLoose ? [`${at}: unknown fields are refused now`] : []),
  ]
}
