import { expect, test } from 'bun:test'
import { expect as nodeExpect } from '../../src/testing/expect/expect.ts'

type AnyExpect = (actual: unknown) => Record<string, (...expected: unknown[]) => void>

const throwing = (error: unknown) => () => {
  throw error
}

const accepts = (
  expectOf: unknown,
  actual: unknown,
  check: string,
  expected: readonly unknown[],
): boolean => {
  const checks = (expectOf as AnyExpect)(actual)
  if (!(check in checks)) throw new Error(`no ${check}`)
  try {
    checks[check]?.(...expected)
    return true
  } catch {
    return false
  }
}

const VALUES: readonly unknown[] = [
  ...[undefined, null, true, false, 0, -0, 1, 1.004, 1.1, Number.NaN, '', 'lamp', 'a lamp'],
  ...[[], [1], [1, 2], ['lamp'], [{ a: 1, b: 2 }], {}, { a: undefined }, { a: 1 }],
  ...[{ a: 1, b: 2 }, { a: { b: 1, c: undefined } }, { a: { b: 1, c: 2 } }, { a: [1, 2] }],
  ...[new Date(0), new Date(1), new Uint8Array([1]), new Uint8Array([2]), new Uint8Array([1, 2])],
  ...[new Set([1]), new Set([2]), new Map([['a', 1]]), new Map([['a', 2]])],
]

test.each(['toBe', 'toEqual'])('%s says on Node what it says on Bun, of any two values', (check) => {
  for (const actual of VALUES) {
    for (const expected of VALUES) {
      const [onNode, onBun] = [nodeExpect, expect].map((one) => accepts(one, actual, check, [expected]))
      expect([actual, expected, onNode]).toEqual([actual, expected, onBun])
    }
  }
})

const NOT_EMPTY = [
  { a: 1 },
  { a: 1, b: 2 },
  { a: { b: 1 } },
  { a: { b: 1, c: 2 } },
  { a: [1, 2] },
  { a: [1] },
]

test('toMatchObject as well, of any two objects', () => {
  for (const actual of NOT_EMPTY) {
    for (const expected of NOT_EMPTY) {
      const [onNode, onBun] = [nodeExpect, expect].map((one) =>
        accepts(one, actual, 'toMatchObject', [expected]),
      )
      expect([actual, expected, onNode]).toEqual([actual, expected, onBun])
    }
  }
})

test.each([
  ['toBeCloseTo', 1, [1.004], [1.006]],
  ['toBeCloseTo', 1, [1.00004, 4], [1.00006, 4]],
  ['toBeGreaterThan', 2, [1], [2]],
  ['toBeGreaterThanOrEqual', 2, [2], [3]],
  ['toBeLessThan', 2, [3], [2]],
  ['toBeLessThanOrEqual', 2, [2], [1]],
  ['toBeInstanceOf', new Date(0), [Date], [Map]],
  ['toContain', 'a lamp', ['lamp'], ['storm']],
  ['toContain', ['lamp'], ['lamp'], ['la']],
  ['toHaveLength', [1, 2], [2], [1]],
  ['toHaveProperty', { a: 1 }, ['a'], ['b']],
  ['toMatch', 'a lamp', [/^a l/], [/^l/]],
  ['toStartWith', 'a lamp', ['a l'], ['l']],
  ['toThrow', throwing(new TypeError('a bug')), ['bug'], ['big']],
  ['toThrow', throwing(new TypeError('a bug')), [TypeError], [RangeError]],
] as const)('%s tells right from wrong, on both', (check, actual, right, wrong) => {
  for (const one of [nodeExpect, expect]) {
    expect([accepts(one, actual, check, right), accepts(one, actual, check, wrong)]).toEqual([true, false])
  }
})

test.each([
  ['toBeFalse', false],
  ['toBeNull', null],
  ['toBeTrue', true],
  ['toBeUndefined', undefined],
])('%s is of one value', (check, only) => {
  const accepted = VALUES.filter((value) => accepts(nodeExpect, value, check, []))
  expect(accepted).toEqual([only])
})

test('patterns stand for what they describe', () => {
  const cases: readonly (readonly [unknown, unknown, boolean])[] = [
    [nodeExpect.any(Date), new Date(0), true],
    [nodeExpect.any(Date), 0, false],
    [nodeExpect.any(String), 'lamp', true],
    [nodeExpect.any(String), 1, false],
    [nodeExpect.arrayContaining([{ a: 1 }]), [2, { a: 1 }], true],
    [nodeExpect.arrayContaining([1, 2]), [1], false],
    [nodeExpect.stringContaining('amp'), 'lamp', true],
    [nodeExpect.stringContaining('amp'), 'storm', false],
    [nodeExpect.stringMatching(/^l/), 'lamp', true],
    [nodeExpect.stringMatching(/^l/), 'a lamp', false],
  ]
  for (const [wanted, actual, isAccepted] of cases) {
    expect(accepts(nodeExpect, { deep: [actual] }, 'toEqual', [{ deep: [wanted] }])).toBe(isAccepted)
  }
})

test('a promise is to be rejected, and with that', async () => {
  const failing = () => Promise.reject(new Error('a bug'))
  const verdicts = await Promise.allSettled([
    nodeExpect(failing()).rejects.toThrow?.('bug'),
    nodeExpect(failing()).rejects.toThrow?.('big'),
    nodeExpect(Promise.resolve(1)).rejects.toThrow?.(),
  ])
  expect(verdicts.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
})
