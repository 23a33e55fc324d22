/** What contract suites use of `bun:test`, on Node's runner and assertions. */
import { deepStrictEqual, fail } from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test as nodeTest } from 'node:test'

export { after as afterAll, afterEach, before as beforeAll, beforeEach, describe }

export const test = (name: string, run: () => unknown, timeoutMs?: number): void => {
  void nodeTest(name, timeoutMs === undefined ? {} : { timeout: timeoutMs }, async () => {
    await run()
  })
}

type Check = (actual: unknown, ...expected: readonly unknown[]) => boolean

/** `undefined` properties count as absent, as they do for Bun's `toEqual`. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object' || !isPlain(value)) return value
  const defined = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(defined.map(([key, inner]) => [key, plain(inner)]))
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const isEqual = (actual: unknown, expected: unknown): boolean => {
  try {
    deepStrictEqual(plain(actual), plain(expected))
    return true
  } catch {
    return false
  }
}

const matches = (actual: unknown, expected: unknown): boolean => {
  if (expected === null || typeof expected !== 'object' || !isPlain(expected))
    return isEqual(actual, expected)
  if (actual === null || typeof actual !== 'object') return false
  const values = actual as Readonly<Record<string, unknown>>
  return Object.entries(expected).every(([key, inner]) => matches(values[key], inner))
}

const holds = (actual: unknown, wanted: unknown): boolean =>
  typeof actual === 'string'
    ? actual.includes(String(wanted))
    : [...(actual as Iterable<unknown>)].includes(wanted)

const CHECKS: Readonly<Record<string, Check>> = {
  toBe: (actual, expected) => Object.is(actual, expected),
  toBeFalse: (actual) => actual === false,
  toBeGreaterThan: (actual, least) => Number(actual) > Number(least),
  toBeGreaterThanOrEqual: (actual, least) => Number(actual) >= Number(least),
  toBeInstanceOf: (actual, type) => actual instanceof (type as typeof Object),
  toBeLessThan: (actual, most) => Number(actual) < Number(most),
  toBeLessThanOrEqual: (actual, most) => Number(actual) <= Number(most),
  toBeNull: (actual) => actual === null,
  toBeTrue: (actual) => actual === true,
  toBeUndefined: (actual) => actual === undefined,
  toContain: holds,
  toEqual: isEqual,
  toHaveLength: (actual, length) => (actual as ArrayLike<unknown>).length === length,
  toMatch: (actual, pattern) => new RegExp(pattern as RegExp).test(String(actual)),
  toMatchObject: matches,
  toStartWith: (actual, start) => String(actual).startsWith(String(start)),
}

type Expectation = Readonly<Record<string, (...expected: readonly unknown[]) => void>>

const expectation = (actual: unknown, wanted: boolean): Expectation =>
  Object.fromEntries(
    Object.entries(CHECKS).map(([name, check]) => [
      name,
      (...expected: readonly unknown[]) => {
        if (check(actual, ...expected) === wanted) return
        fail(`expected ${show(actual)} ${wanted ? '' : 'not '}${name} ${expected.map(show).join(', ')}`)
      },
    ]),
  )

const show = (value: unknown): string => JSON.stringify(value) ?? String(value)

export const expect = (actual: unknown): Expectation & { readonly not: Expectation } => {
  return { ...expectation(actual, true), not: expectation(actual, false) } as ReturnType<typeof expect>
}
