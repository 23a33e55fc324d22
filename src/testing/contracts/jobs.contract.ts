import { afterAll, beforeAll, beforeEach, describe } from '../runner.ts'
import { addingSuite } from './jobs/adding.ts'
import { claimingSuite } from './jobs/claiming.ts'
import { endingSuite } from './jobs/ending.ts'
import { failingSuite } from './jobs/failing.ts'
import { listingSuite } from './jobs/listing.ts'
import { modelSuite } from './jobs/model.ts'
import { prioritisingSuite } from './jobs/prioritising.ts'
import { racingSuite } from './jobs/racing.ts'
import { redrivingSuite } from './jobs/redriving.ts'
import { reprocessingSuite } from './jobs/reprocessing.ts'
import { sweepingSuite } from './jobs/sweeping.ts'
import { trimmingSuite } from './jobs/trimming.ts'
import { wakingSuite } from './jobs/waking.ts'
import type { LibraryUnderTest } from './library-under-test.ts'

/** What `JobRepository` promises. Every implementation runs it. */
export function jobsContract(options: {
  readonly name: string
  readonly create: () => Promise<LibraryUnderTest>
  /** Random sequences of events that are compared with the domain's transitions. */
  readonly modelRuns: number
}): void {
  describe(`jobs: ${options.name}`, () => {
    let library: LibraryUnderTest
    beforeAll(async () => {
      library = await options.create()
    }, 60_000)
    // PGlite syncs its files as it closes.
    afterAll(() => library?.close(), 60_000)
    beforeEach(() => library.clear())

    const current = () => library
    claimingSuite(current)
    endingSuite(current)
    failingSuite(current)
    sweepingSuite(current)
    wakingSuite(current)
    redrivingSuite(current)
    addingSuite(current)
    prioritisingSuite(current)
    reprocessingSuite(current)
    listingSuite(current)
    trimmingSuite(current)
    racingSuite(current)
    modelSuite(current, options.modelRuns)
  })
}
