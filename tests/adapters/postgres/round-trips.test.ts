import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { openDatabase } from '../../../src/adapters/postgres/connection.ts'
import {
  addBookWithJobs,
  at,
  type Current,
  claim,
  LEASE_MS,
} from '../../../src/testing/contracts/jobs/support.ts'
import type { LibraryUnderTest } from '../../../src/testing/contracts/library-under-test.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import {
  addClaimedBook,
  FULL_COVERAGE,
  makePassages,
  makeTranscript,
} from '../../../src/testing/fixtures/claimed-book.ts'
import { testDatabases } from '../../support/databases.ts'
import { createPostgresLibrary } from '../../support/postgres-library.ts'
import { type PostgresTurns, startPostgresTurns } from '../../support/postgres-turns.ts'

const START_TIMEOUT_MS = 60_000

interface World {
  readonly library: LibraryUnderTest
  readonly turns: PostgresTurns
  close(): Promise<void>
}

/** The repositories on one connection to a real server, seen on the wire. */
async function openWorld(): Promise<World> {
  const kind = testDatabases().find(({ name }) => name === 'postgres')
  if (kind === undefined) throw new Error('no PostgreSQL server among the databases')
  const direct = await kind.create()
  const { port, database: name, user } = direct.database.sql.options
  const turns = await startPostgresTurns(Number(port[0]))
  const url = `postgres://${user}@127.0.0.1:${turns.port}/${name}`
  const database = openDatabase({ url, maxConnections: 1, embedded: false })
  const library = await createPostgresLibrary({
    ...kind,
    create: async () => ({ database, url, close: database.close }),
  })
  return {
    library,
    turns,
    async close() {
      await library.close()
      turns.close()
      await direct.close()
    },
  }
}

/** Makes what it needs and answers the call to be counted. */
type Operation = (current: Current) => Promise<() => Promise<unknown>>

const permanent = { kind: 'permanent', code: 'broken', message: 'No.' } as const
const transient = { kind: 'transient', code: 'away', message: 'Not now.' } as const

/** A job whose worker was lost so often. */
const lostJob = async (current: Current, times: number) => {
  const { ids } = await addBookWithJobs(current(), [{}])
  for (let crash = 0; crash < times; crash += 1) {
    if (crash > 0) await expectOk(current().jobs.sweepExpiredLeases(1))
    await claim(current(), at(ids, 0))
    await current().elapse(2 * LEASE_MS)
  }
}

const claimed = async (current: Current) => {
  const { ids } = await addBookWithJobs(current(), [{}, { type: 'tag', gate: [0] }])
  return { ids, held: await claim(current(), at(ids, 0)) }
}

const OPERATIONS: readonly (readonly [string, number, number, Operation])[] = [
  [
    'claim',
    1,
    1,
    async (current) => {
      const { ids } = await addBookWithJobs(current(), [{}])
      return () => expectOk(current().jobs.claim(at(ids, 0), 'w', LEASE_MS))
    },
  ],
  [
    'renew',
    1,
    1,
    async (current) => {
      const { held } = await claimed(current)
      return () => expectOk(current().jobs.renew([held], LEASE_MS))
    },
  ],
  [
    'progress',
    1,
    1,
    async (current) => {
      const { held } = await claimed(current)
      return () => expectOk(current().jobs.saveProgress(held, 0.5))
    },
  ],
  [
    'checkpoint',
    1,
    1,
    async (current) => {
      const { held } = await claimed(current)
      return () => expectOk(current().jobs.saveCheckpoint(held, { externalId: 'x' }))
    },
  ],
  [
    'complete',
    3,
    4,
    async (current) => {
      const { held } = await claimed(current)
      return () => expectOk(current().jobs.complete(held))
    },
  ],
  [
    'complete, the last job of a book',
    5,
    7,
    async (current) => {
      const { ids } = await addBookWithJobs(current(), [{}])
      const held = await claim(current(), at(ids, 0))
      return () => expectOk(current().jobs.complete(held))
    },
  ],
  [
    'fail, to be retried',
    4,
    5,
    async (current) => {
      const { held } = await claimed(current)
      return () => expectOk(current().jobs.fail(held, transient, 0))
    },
  ],
  [
    'fail, for good',
    5,
    9,
    async (current) => {
      const { held } = await claimed(current)
      return () => expectOk(current().jobs.fail(held, permanent, 0))
    },
  ],
  [
    'park',
    1,
    1,
    async (current) => {
      const { held } = await claimed(current)
      return () => expectOk(current().jobs.park(held, 1_000))
    },
  ],
  [
    'release',
    1,
    1,
    async (current) => {
      const { held } = await claimed(current)
      return () => expectOk(current().jobs.release(held))
    },
  ],
  [
    'sweep, jobs that come back',
    2,
    2,
    async (current) => {
      await lostJob(current, 1)
      return () => expectOk(current().jobs.sweepExpiredLeases(10))
    },
  ],
  [
    'sweep, one that is poisoned',
    7,
    11,
    async (current) => {
      await lostJob(current, 3)
      return () => expectOk(current().jobs.sweepExpiredLeases(10))
    },
  ],
  [
    'list due',
    1,
    1,
    async (current) => {
      await addBookWithJobs(current(), [{}])
      return () => expectOk(current().jobs.listDue(1_000))
    },
  ],
  [
    'save a part',
    1,
    1,
    async (current) => {
      const { claim: held } = await addClaimedBook(current())
      return () => expectOk(current().outputs.savePart(held, 'piece:1', { text: 'x' }))
    },
  ],
  [
    'save a summary',
    1,
    1,
    async (current) => {
      const { claim: held, audiobook } = await addClaimedBook(current())
      const summary = { text: 'x', shortDescription: 'x', chapterSummaries: [], evidence: [] }
      const output = {
        kind: 'summary',
        audiobookId: audiobook.id,
        chapterId: null,
        model: 'm',
        summary,
      } as const
      return () => expectOk(current().outputs.saveAiOutput(held, output))
    },
  ],
  [
    'save transcripts',
    1,
    1,
    async (current) => {
      const { claim: held, chapterIds } = await addClaimedBook(current())
      const chapterId = at(chapterIds, 0)
      const passages = makePassages(chapterId, ['one', 'two'])
      const saved = [
        { chapterId, transcript: makeTranscript(['one', 'two']), passages, coverage: FULL_COVERAGE },
      ]
      return () => expectOk(current().outputs.saveTranscripts(held, saved))
    },
  ],
]

describe('what each step of a job costs on the wire (the table in docs/decisions/0099)', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  }, START_TIMEOUT_MS)
  afterAll(() => world?.close())
  beforeEach(() => world.library.clear())

  test.each(OPERATIONS)(
    '%s: %i round trips, %i statements',
    async (_name, roundTrips, statements, prepare) => {
      const current = () => world.library
      // The first time a statement is described to the client, which takes a round trip more.
      await (await prepare(current))()
      await world.library.clear()
      const run = await prepare(current)
      expect(await world.turns.count(run)).toEqual({ roundTrips, statements })
    },
  )
})
