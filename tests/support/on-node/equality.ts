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

/** Of Bun's `toEqual`: `undefined` properties count as absent. */
export const isEqual = (actual: unknown, expected: unknown): boolean =>
  compare(actual, expected, fieldsOfBoth)

/** Of Bun's `toMatchObject`: what the expected value does not name is free. */
export const matchesFields = (actual: unknown, expected: unknown): boolean =>
  compare(actual, expected, (_, wanted) => Object.keys(wanted))

const fieldsOfBoth = (actual: Fields, expected: Fields): readonly string[] => [
  ...Object.keys(actual),
  ...Object.keys(expected),
]

type WhichFields = (actual: Fields, expected: Fields) => readonly string[]

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
  return whichFields(fields, expected).every((key) => compare(fields[key], expected[key], whichFields))
}
