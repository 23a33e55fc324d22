import { AssertionError } from 'node:assert/strict'
import { inspect } from 'node:util'
import { isEqual, isPattern, matchesFields, type Pattern, pattern } from './equality.ts'

type Check = (actual: unknown, ...expected: readonly unknown[]) => boolean
type Constructor = abstract new (...parameters: never[]) => unknown

/** What `toBeCloseTo` compares when it is not told. */
const DEFAULT_DIGITS = 2

const holds: Check = (actual, wanted) =>
  typeof actual === 'string'
    ? actual.includes(String(wanted))
    : [...(actual as Iterable<unknown>)].includes(wanted)

const isClose: Check = (actual, expected, digits = DEFAULT_DIGITS) =>
  Math.abs(Number(actual) - Number(expected)) < 10 ** -Number(digits) / 2

const matchesText: Check = (actual, wanted) =>
  typeof actual === 'string' &&
  (wanted instanceof RegExp ? new RegExp(wanted).test(actual) : holds(actual, wanted))

const isError: Check = (error, ...wanted) => {
  if (!(error instanceof Error)) return false
  const [expected] = wanted
  if (expected === undefined) return true
  return typeof expected === 'function'
    ? error instanceof (expected as Constructor)
    : matchesText(error.message, expected)
}

const throws: Check = (run, ...wanted) => {
  try {
    ;(run as () => unknown)()
    return false
  } catch (error) {
    return isError(error, ...wanted)
  }
}

const CHECKS: Readonly<Record<string, Check>> = {
  toBe: (actual, expected) => Object.is(actual, expected),
  toBeCloseTo: isClose,
  toBeFalse: (actual) => actual === false,
  toBeGreaterThan: (actual, least) => Number(actual) > Number(least),
  toBeGreaterThanOrEqual: (actual, least) => Number(actual) >= Number(least),
  toBeInstanceOf: (actual, type) => actual instanceof (type as Constructor),
  toBeLessThan: (actual, most) => Number(actual) < Number(most),
  toBeLessThanOrEqual: (actual, most) => Number(actual) <= Number(most),
  toBeNull: (actual) => actual === null,
  toBeTrue: (actual) => actual === true,
  toBeUndefined: (actual) => actual === undefined,
  toContain: holds,
  toEqual: isEqual,
  toHaveLength: (actual, length) => (actual as ArrayLike<unknown>).length === length,
  toHaveProperty: (actual, name) => Object.hasOwn(actual as object, String(name)),
  toMatch: matchesText,
  toMatchObject: matchesFields,
  toStartWith: (actual, start) => String(actual).startsWith(String(start)),
  toThrow: throws,
}

type Expectation = Readonly<Record<string, (...expected: readonly unknown[]) => void>>
type AsyncExpectation = Readonly<Record<string, (...expected: readonly unknown[]) => Promise<void>>>

const verify = (
  name: string,
  check: Check,
  actual: unknown,
  expected: readonly unknown[],
  isWanted: boolean,
) => {
  if (check(actual, ...expected) === isWanted) return
  const claim = `${isWanted ? '' : 'not '}${name} ${expected.map(show).join(', ')}`
  throw new AssertionError({ message: `expected ${show(actual)} ${claim}`, stackStartFn: verify })
}

const show = (value: unknown): string =>
  isPattern(value)
    ? value.describes
    : inspect(value, { depth: 8, maxArrayLength: 50, maxStringLength: 2_000 })

const expectation = (actual: unknown, isWanted: boolean): Expectation =>
  Object.fromEntries(
    Object.entries(CHECKS).map(([name, check]) => [
      name,
      (...expected: readonly unknown[]) => verify(name, check, actual, expected, isWanted),
    ]),
  )

/** What a promise is rejected with; for `toThrow` that is the error itself. */
const rejection = (promise: unknown): AsyncExpectation =>
  Object.fromEntries(
    Object.entries({ ...CHECKS, toThrow: isError }).map(([name, check]) => [
      name,
      async (...expected: readonly unknown[]) => {
        const [outcome] = await Promise.allSettled([promise])
        if (outcome.status === 'fulfilled')
          throw new AssertionError({ message: `expected a rejection, not ${show(outcome.value)}` })
        verify(name, check, outcome.reason, expected, true)
      },
    ]),
  )

const isA = (type: unknown, actual: unknown): boolean =>
  actual !== null &&
  actual !== undefined &&
  (actual instanceof (type as Constructor) || Object(actual) instanceof (type as Constructor))

const patterns = {
  any: (type: Constructor): Pattern => pattern(`any ${type.name}`, (actual) => isA(type, actual)),
  arrayContaining: (wanted: readonly unknown[]): Pattern =>
    pattern(
      `an array with ${show(wanted)}`,
      (actual) =>
        Array.isArray(actual) && wanted.every((one) => actual.some((element) => isEqual(element, one))),
    ),
  stringContaining: (part: string): Pattern =>
    pattern(`a text with ${part}`, (actual) => matchesText(actual, part)),
  stringMatching: (wanted: RegExp | string): Pattern =>
    pattern(`a text like ${wanted}`, (actual) => matchesText(actual, wanted)),
}

/** The checks of `bun:test` that suites use; any other is a TypeError. */
export const expect = Object.assign(
  (actual: unknown) => ({
    ...expectation(actual, true),
    not: expectation(actual, false),
    rejects: rejection(actual),
  }),
  patterns,
)
