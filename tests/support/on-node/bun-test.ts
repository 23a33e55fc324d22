/** What suites use of `bun:test`, on Node's runner. */
import * as nodeTest from 'node:test'
import { inspect } from 'node:util'
import { fromNodeTest, useTestRunner } from '../../../src/testing/runner.ts'

export { after as afterAll, afterEach, before as beforeAll, beforeEach, describe } from 'node:test'
export { expect } from '../../../src/testing/expect/expect.ts'

/** As `npm test` gives to tests that name none. */
let defaultTimeoutMs = 60_000

export const setDefaultTimeout = (timeoutMs: number): void => {
  defaultTimeoutMs = timeoutMs
}

const runner = fromNodeTest(nodeTest)

const define = (name: string, run: () => unknown, timeoutMs = defaultTimeoutMs): void => {
  runner.test(name, run, timeoutMs)
}

type Row = readonly unknown[]

/** One test a row; a row that is no list is the only argument. */
const each =
  (rows: readonly unknown[]) =>
  (name: string, run: (...row: Row) => unknown, timeoutMs?: number): void => {
    for (const item of rows) {
      const row: Row = Array.isArray(item) ? item : [item]
      define(fillIn(name, row), () => run(...row), timeoutMs)
    }
  }

const PLACEHOLDER = /%([a-z%])/g

const fillIn = (name: string, row: Row): string => {
  const values = row.values()
  return name.replaceAll(PLACEHOLDER, (_, kind: string) => {
    if (kind === '%') return '%'
    const value: unknown = values.next().value
    if (kind === 'j') return JSON.stringify(value)
    return typeof value === 'string' ? value : inspect(value)
  })
}

export const test = Object.assign(define, { each })

// The contract suites take theirs from here.
useTestRunner(runner)
