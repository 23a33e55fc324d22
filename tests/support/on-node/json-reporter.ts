import type { EventData } from 'node:test'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import type { TestOutcome } from './test-outcome.ts'

type Failure = EventData.TestFail['details']['error'] & { readonly failureType?: string }

/** A suite fails with its tests; it is of interest when it fails by itself, in a hook. */
const isOfItsTests = (error: Failure): boolean => error.failureType === 'subtestsFailed'

/** A reporter of Node's runner: what became of each test, a line of JSON each, and remarks. */
// biome-ignore lint/style/noDefaultExport: Node takes a reporter from there
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  /** Of the suites that are open, and of the test in them. */
  const names: string[] = []
  const line = (problem: string | null): string => {
    const outcome: TestOutcome = { name: names.join(' > '), problem }
    return `${JSON.stringify(outcome)}\n`
  }
  for await (const { type, data } of events) {
    // Such as what a test did after its end.
    if (type === 'test:diagnostic') yield `# ${data.message}\n`
    if (type === 'test:start') names.splice(data.nesting, names.length, data.name)
    if (type === 'test:pass' || type === 'test:fail') names.splice(data.nesting + 1)
    if (type === 'test:pass' && data.details.type !== 'suite') yield line(null)
    if (type !== 'test:fail' || isOfItsTests(data.details.error)) continue
    yield line(inspect(data.details.error.cause ?? data.details.error))
  }
}
