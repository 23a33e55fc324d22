import { uuidV7Ids } from '../../adapters/system/ids.ts'
import { MAX_WORK_RATES } from '../../ports/repositories/work-rates.ts'
import { expectOk } from '../expect/expect-ok.ts'
import { addClaimedBook, FULL_COVERAGE, makeTranscript } from '../fixtures/claimed-book.ts'
import { makeBook, type SeededBook } from '../fixtures/seeded-book.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '../runner.ts'
import type { LibraryUnderTest } from './library-under-test.ts'

const LEASE_MS = 60_000
const MODEL = 'vectors-1'
const SETUP_TIMEOUT_MS = 60_000

/** What `WorkRateRepository` promises. Every implementation runs it. */
export function workRatesContract(options: {
  readonly name: string
  readonly create: () => Promise<LibraryUnderTest>
}): void {
  describe(`work rates: ${options.name}`, () => {
    let library: LibraryUnderTest
    beforeAll(async () => {
      library = await options.create()
    }, SETUP_TIMEOUT_MS)
    afterAll(() => library?.close(), SETUP_TIMEOUT_MS)
    beforeEach(() => library.clear())
    learningSuite(() => library)
    backlogSuite(() => library)
  })
}

type Current = () => LibraryUnderTest

/** The first transcribe job of a book of 600 s chapters, done by this engine. */
async function transcribed({ jobs, outputs, ...library }: LibraryUnderTest, engine: string): Promise<string> {
  const { claim, chapterIds } = await addClaimedBook({ jobs, outputs, ...library }, { chapterCount: 2 })
  const [chapterId = ''] = chapterIds
  const transcript = { ...makeTranscript(['said']), engine }
  await expectOk(
    outputs.saveTranscripts(claim, [{ chapterId, transcript, passages: [], coverage: FULL_COVERAGE }]),
  )
  await expectOk(jobs.complete(claim))
  return claim.jobId
}

function learningSuite(current: Current): void {
  test('sums up what completed jobs took for how much audio, by type and engine', async () => {
    const { workRates } = current()
    const ids = [await transcribed(current(), 'a'), await transcribed(current(), 'a')]
    ids.push(await transcribed(current(), 'b'))
    await expectOk(workRates.learn(ids, MODEL))
    const rates = await expectOk(workRates.list())
    expect(rates.map(({ type, engine, audioSeconds }) => [type, engine, audioSeconds])).toEqual([
      ['transcribe', 'a', 1_200],
      ['transcribe', 'b', 600],
    ])
    expect(rates.map(({ jobs }) => jobs)).toEqual([2, 1])
    for (const { workSeconds } of rates) expect(workSeconds).toBeGreaterThanOrEqual(0)
  })

  test('what is learnt later counts more', async () => {
    const { workRates } = current()
    await expectOk(workRates.learn([await transcribed(current(), 'a')], MODEL))
    await expectOk(workRates.learn([await transcribed(current(), 'a')], MODEL))
    const [rate] = await expectOk(workRates.list())
    expect(rate?.jobs).toBeLessThan(2)
    expect(rate?.jobs).toBeGreaterThan(1.9)
    expect(rate?.audioSeconds).toBeCloseTo((rate?.jobs ?? 0) * 600, 6)
  })

  test('vectors are by the model that was given', async () => {
    const { workRates, jobs } = current()
    const book = makeBook({ now: current().now() })
    const [template] = book.jobs
    if (template === undefined) throw new Error('every book has jobs')
    const job = { ...template, id: uuidV7Ids.next(), type: 'embed' as const }
    await current().addBook({ ...book, jobs: [job] })
    const claimed = await expectOk(jobs.claim(job.id, 'w', LEASE_MS))
    await expectOk(jobs.complete({ jobId: job.id, epoch: claimed?.epoch ?? 0 }))
    await expectOk(workRates.learn([job.id], MODEL))
    expect(await expectOk(workRates.list())).toMatchObject([
      { type: 'embed', engine: MODEL, audioSeconds: 600 },
    ])
  })

  test('jobs that failed in between, that run, that are gone or made nothing say nothing', async () => {
    const { workRates, jobs } = current()
    const failed = await addClaimedBook(current())
    await expectOk(
      jobs.fail(failed.claim, { kind: 'throttled', code: 'slow', message: 'Slow.', retryAfterMs: 0 }, 0),
    )
    const again = await expectOk(jobs.claim(failed.claim.jobId, 'w', LEASE_MS))
    await expectOk(jobs.complete({ jobId: failed.claim.jobId, epoch: again?.epoch ?? 0 }))
    const silent = await addClaimedBook(current())
    await expectOk(jobs.complete(silent.claim))
    const running = await addClaimedBook(current())
    const ids = [failed, silent, running].map(({ claim }) => claim.jobId)
    await expectOk(workRates.learn([...ids, uuidV7Ids.next()], MODEL))
    await expectOk(workRates.learn([], MODEL))
    expect(await expectOk(workRates.list())).toEqual([])
  })

  test('no more engines are kept than a list may hold', async () => {
    const { workRates } = current()
    const ids: string[] = []
    for (let index = 0; index < MAX_WORK_RATES + 3; index += 1) {
      ids.push(await transcribed(current(), `engine-${index}`))
    }
    await expectOk(workRates.learn(ids, MODEL))
    expect(await expectOk(workRates.list())).toHaveLength(MAX_WORK_RATES)
    await current().elapse(1)
    await expectOk(workRates.learn([await transcribed(current(), 'newest')], MODEL))
    const rates = await expectOk(workRates.list())
    expect(rates).toHaveLength(MAX_WORK_RATES)
    expect(rates.map(({ engine }) => engine)).toContain('newest')
  })
}

function backlogSuite(current: Current): void {
  const add = async (ownerId: string, chapterCount = 1): Promise<SeededBook> => {
    const book = makeBook({ now: current().now(), ownerId, chapterCount })
    await current().addBook(book)
    return book
  }

  test('what waits and runs, by type and owner; what waits for other jobs is left out', async () => {
    const { workRates, jobs } = current()
    await add('ann', 3)
    const [first] = (await add('bob')).jobs
    const claimed = await expectOk(jobs.claim(first?.id ?? '', 'w', LEASE_MS))
    await expectOk(jobs.saveProgress({ jobId: first?.id ?? '', epoch: claimed?.epoch ?? 0 }, 0.25))
    expect(await expectOk(workRates.backlog())).toEqual([
      {
        ...{ type: 'transcribe', ownerId: 'ann', waitingJobs: 3, waitingSeconds: 1_800 },
        ...{ runningJobs: 0, runningSeconds: 0 },
      },
      {
        ...{ type: 'transcribe', ownerId: 'bob', waitingJobs: 0, waitingSeconds: 0 },
        ...{ runningJobs: 1, runningSeconds: 450 },
      },
    ])
  })

  test('ahead of a book: what its owner has waiting since earlier', async () => {
    const { workRates } = current()
    const earlier = await add('ann', 2)
    await add('bob')
    await current().elapse(60_000)
    const book = await add('ann')
    expect(await expectOk(workRates.ahead(book.audiobook.id))).toEqual({ transcribe: 1_200 })
    expect(await expectOk(workRates.ahead(earlier.audiobook.id))).toEqual({})
    expect(await expectOk(workRates.ahead(uuidV7Ids.next()))).toEqual({})
  })
}
