import { createRequire } from 'node:module'
import { expect as ownExpect } from './expect/expect.ts'

type Hook = (run: () => unknown, timeoutMs?: number) => unknown

/** What contract suites use of a test runner: what `bun:test`, Vitest and Jest have under these names. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly test: (name: string, run: () => unknown, timeoutMs?: number) => unknown
  readonly beforeAll: Hook
  readonly afterAll: Hook
  readonly beforeEach: Hook
  readonly afterEach: Hook
  /** Absent: checks that come with the suites. */
  readonly expect?: Expect
}

export interface Expect {
  (actual: unknown): Expectation
  any(type: unknown): unknown
  arrayContaining(wanted: readonly unknown[]): unknown
}

/** The checks that suites use. */
export interface Checks {
  toBe(expected: unknown): void
  toBeCloseTo(expected: number, digits?: number): void
  toBeGreaterThan(least: number | bigint): void
  toBeGreaterThanOrEqual(least: number | bigint): void
  toBeInstanceOf(type: unknown): void
  toBeLessThan(most: number | bigint): void
  toBeLessThanOrEqual(most: number | bigint): void
  toBeNull(): void
  toContain(part: unknown): void
  toEqual(expected: unknown): void
  toHaveLength(length: number): void
  toMatch(pattern: RegExp | string): void
  toMatchObject(expected: object): void
  toThrow(expected?: unknown): void
}

export interface Expectation extends Checks {
  readonly not: Checks
  readonly rejects: { toThrow(expected?: unknown): unknown }
}

/** Adapters talk to servers and compute: runners that allow seconds allow too little. */
const LONGEST_STEP_MS = 60_000

let chosen: TestRunner | null = null

/** Declares by which runner contract suites run. Not needed under `bun test`, nor where Vitest's or Jest's globals are. */
export function useTestRunner(runner: TestRunner): void {
  chosen = runner
}

type NodeTest = Pick<
  typeof import('node:test'),
  'describe' | 'test' | 'before' | 'after' | 'beforeEach' | 'afterEach'
>

/** What `useTestRunner` takes, of `import * as nodeTest from 'node:test'`. */
export function fromNodeTest(nodeTest: NodeTest): TestRunner {
  const hook =
    (declare: (run: () => Promise<void>, options: { readonly timeout?: number }) => void): Hook =>
    (run, timeoutMs) =>
      declare(async () => void (await run()), timeoutMs === undefined ? {} : { timeout: timeoutMs })
  return {
    describe: (name, body) => nodeTest.describe(name, body),
    test: (name, run, timeoutMs = LONGEST_STEP_MS) =>
      nodeTest.test(name, { timeout: timeoutMs }, async () => void (await run())),
    beforeAll: hook(nodeTest.before),
    afterAll: hook(nodeTest.after),
    beforeEach: hook(nodeTest.beforeEach),
    afterEach: hook(nodeTest.afterEach),
  }
}

function current(): TestRunner {
  chosen ??= 'bun' in process.versions ? bunTest() : globalRunner()
  return chosen
}

const bunTest = (): TestRunner => createRequire(import.meta.url)('bun:test') as TestRunner

function globalRunner(): TestRunner {
  const globals = globalThis as Partial<TestRunner>
  const names = ['describe', 'test', 'beforeAll', 'afterAll', 'beforeEach', 'afterEach', 'expect'] as const
  if (names.some((name) => globals[name] === undefined)) {
    throw new Error(
      "No test runner is known: call useTestRunner(runner) first, e.g. with `import * as vitest from 'vitest'`, or fromNodeTest(nodeTest).",
    )
  }
  return globals as TestRunner
}

export const describe: TestRunner['describe'] = (name, body) => current().describe(name, body)
export const test: TestRunner['test'] = (name, run, timeoutMs = LONGEST_STEP_MS) =>
  current().test(name, run, timeoutMs)

const hook =
  (name: 'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach'): Hook =>
  (run, timeoutMs = LONGEST_STEP_MS) =>
    current()[name](async () => void (await run()), timeoutMs)

export const beforeAll: Hook = hook('beforeAll')
export const afterAll: Hook = hook('afterAll')
export const beforeEach: Hook = hook('beforeEach')
export const afterEach: Hook = hook('afterEach')

const used = (): Expect => current().expect ?? (ownExpect as unknown as Expect)

export const expect: Expect = Object.assign((actual: unknown) => used()(actual), {
  any: (type: unknown) => used().any(type),
  arrayContaining: (wanted: readonly unknown[]) => used().arrayContaining(wanted),
})
