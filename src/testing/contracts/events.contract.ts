import { afterAll, beforeAll, describe } from '../runner.ts'
import { readingSuite } from './events/reading.ts'
import { tellingSuite } from './events/telling.ts'
import type { LibraryUnderTest } from './library-under-test.ts'

/** What `EventLog` promises, and every repository that changes something. Every implementation runs it. */
export function eventsContract(options: {
  readonly name: string
  readonly create: () => Promise<LibraryUnderTest>
}): void {
  describe(`events: ${options.name}`, () => {
    let library: LibraryUnderTest
    beforeAll(async () => {
      library = await options.create()
    }, 60_000)
    afterAll(() => library?.close(), 60_000)

    tellingSuite(() => library)
    readingSuite(() => library)
  })
}
