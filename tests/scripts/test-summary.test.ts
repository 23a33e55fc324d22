import { expect, test } from 'bun:test'
import { countTests } from '../../scripts/test-summary.ts'

const REPORT =
  '<?xml version="1.0"?>\n<testsuites name="bun test" tests="7" assertions="9" failures="2" skipped="1" time="0.1">\n<testsuite name="a" tests="3" failures="0">'

test('reads the totals of the whole run', () => {
  expect(countTests(REPORT, 1)).toEqual({ passed: 4, failed: 2 })
})

test('a crash without a report is a failure', () => {
  expect(countTests(null, 139)).toEqual({ passed: 0, failed: 1 })
})

test('an error between tests is a failure though no test failed', () => {
  expect(countTests(REPORT.replace('failures="2"', 'failures="0"'), 1)).toEqual({ passed: 6, failed: 1 })
})
