import { afterAll, beforeAll, describe } from 'bun:test'
import type { LibraryUnderTest } from '../support/library-under-test.ts'
import { readingSuite } from './events/reading.ts'
import { tellingSuite } from './events/telling.ts'

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
