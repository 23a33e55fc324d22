import { isDeepStrictEqual } from 'node:util'

/** Stands in an expected value for all values that it accepts, as `expect.any(Date)` does. */
export interface Pattern {
  readonly describes: string
  accepts(actual: unknown): boolean
}

const PATTERN = Symbol('pattern')

export const pattern = (describes: string, accepts: (actual: unknown) => boolean): Pattern =>
  Object.freeze({ [PATTERN]: true, describes, accepts })

export const isPattern = (value: unknown): value is Pattern =>
  typeof value === 'object' && value !== null && PATTERN in value

type Fields = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Fields => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** What kind of object: `[object Date]`, or `[object Object]` for instances of classes, too. */
const kindOf = (value: unknown): string => Object.prototype.toString.call(value)

/** Of Bun's `toEqual`: `undefined` properties count as absent. */
export const isEqual = (actual: unknown, expected: unknown): boolean =>
  compare(actual, expected, (fields, wanted) =>
    kindOf(fields) === kindOf(wanted) ? [...Object.keys(fields), ...Object.keys(wanted)] : null,
  )

/** Of Bun's `toMatchObject`: what the expected value does not name is free. */
export const matchesFields = (actual: unknown, expected: unknown): boolean =>
  compare(actual, expected, (_, wanted) => Object.keys(wanted))

/** Null when the two can not be equal whatever their fields are. */
type WhichFields = (actual: Fields, expected: Fields) => readonly string[] | null

function compare(actual: unknown, expected: unknown, whichFields: WhichFields): boolean {
  if (isPattern(expected)) return expected.accepts(actual)
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((wanted, index) => compare(actual[index], wanted, whichFields))
    )
  }
  if (!isPlain(expected)) return isDeepStrictEqual(actual, expected)
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return false
  const fields = actual as Fields
  const keys = whichFields(fields, expected)
  return keys?.every((key) => compare(fields[key], expected[key], whichFields)) ?? false
}
