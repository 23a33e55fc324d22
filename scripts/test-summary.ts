export interface TestCounts {
  readonly passed: number
  readonly failed: number
}

const attribute = (tag: string, name: string): number =>
  Number(new RegExp(` ${name}="(\\d+)"`).exec(tag)?.[1] ?? 0)

/**
 * Counts from the root element of bun's JUnit report. A run that ended badly without a failed test (a crash, an
 * error between tests, no report at all) counts as one failure.
 */
export const countTests = (junitReport: string | null, exitCode: number): TestCounts => {
  const root = /<testsuites [^>]*>/.exec(junitReport ?? '')?.[0] ?? ''
  const failed = attribute(root, 'failures') + attribute(root, 'errors')
  const passed = attribute(root, 'tests') - failed - attribute(root, 'skipped')
  return { passed: Math.max(0, passed), failed: exitCode === 0 ? failed : Math.max(1, failed) }
}
