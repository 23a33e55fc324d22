import { uuidV7Ids } from '../../adapters/system/ids.ts'
import type { ProviderUsage, UsageGroup, UsageOrigin } from '../../ports/usage.ts'
import { expectOk } from '../expect/expect-ok.ts'
import { addClaimedBook } from '../fixtures/claimed-book.ts'
import { afterAll, beforeAll, describe, expect, test } from '../runner.ts'
import type { LibraryUnderTest } from './library-under-test.ts'

const call: ProviderUsage = {
  ...{ provider: 'gemini', model: 'm-1', operation: 'generate', audioSeconds: 0 },
  ...{ inputTokens: 1_000, outputTokens: 10, costUsd: 0.000325 },
}

const originOf = (audiobookId: string, epoch = 1): UsageOrigin => ({
  audiobookId,
  epoch,
  jobId: uuidV7Ids.next(),
})

/** What `UsageRepository` promises. Every implementation runs it. */
export function usageContract(options: {
  readonly name: string
  readonly create: () => Promise<LibraryUnderTest>
}): void {
  describe(`usage: ${options.name}`, () => {
    let library: LibraryUnderTest
    beforeAll(async () => {
      library = await options.create()
    }, 60_000)
    afterAll(() => library?.close())
    const record = (origin: UsageOrigin, usage: ProviderUsage) =>
      expectOk(library.usage.record(origin, usage))
    const totalsOf = (audiobookId: string) => expectOk(library.usage.totalsByJob(audiobookId))

    test('a book that used nothing has no totals', async () => {
      expect(await totalsOf(uuidV7Ids.next())).toEqual(new Map())
    })

    test('calls of all claims, models and operations of a job add up; jobs and books are apart', async () => {
      const book = uuidV7Ids.next()
      const origin = originOf(book)
      const other = originOf(book)
      await record(origin, call)
      await record(origin, call)
      await record({ ...origin, epoch: 2 }, { ...call, model: 'm-2', costUsd: 0.5 })
      await record(other, { ...call, operation: 'transcribe', audioSeconds: 12.5, costUsd: 0.25 })
      await record(originOf(uuidV7Ids.next()), call)
      const totals = await totalsOf(book)
      expect([...totals.keys()].sort()).toEqual([origin.jobId, other.jobId].sort())
      expect(totals.get(origin.jobId)).toMatchObject({ calls: 3, inputTokens: 3_000, outputTokens: 30 })
      expect(totals.get(origin.jobId)?.costUsd).toBeCloseTo(0.50065, 10)
      expect(totals.get(other.jobId)).toMatchObject({ calls: 1, audioSeconds: 12.5, costUsd: 0.25 })
    })

    test('what has a reference counts once, whichever claim tells of it', async () => {
      const origin = originOf(uuidV7Ids.next())
      const purchase = { ...call, operation: 'transcribe', reference: 'job-1' }
      await record(origin, purchase)
      await Promise.all([2, 3].map((epoch) => record({ ...origin, epoch }, purchase)))
      await record(origin, { ...purchase, reference: 'job-2' })
      await record(origin, call)
      expect((await totalsOf(origin.audiobookId)).get(origin.jobId)).toMatchObject({ calls: 3 })
    })

    test('one price that is not known makes the cost unknown', async () => {
      const origin = originOf(uuidV7Ids.next())
      await record(origin, call)
      await record(origin, { ...call, costUsd: null })
      await record(origin, call)
      const otherModel = originOf(origin.audiobookId)
      await record(otherModel, call)
      await record(otherModel, { ...call, model: 'unknown', costUsd: null })
      const totals = await totalsOf(origin.audiobookId)
      expect(totals.get(origin.jobId)).toMatchObject({ calls: 3, inputTokens: 3_000, costUsd: null })
      expect(totals.get(otherModel.jobId)).toMatchObject({ calls: 2, costUsd: null })
    })

    test('a book by provider, model and operation', async () => {
      const origin = originOf(uuidV7Ids.next())
      await record(origin, call)
      await record(originOf(origin.audiobookId), { ...call, costUsd: null })
      await record(origin, { ...call, operation: 'embed', model: 'e-1', outputTokens: 0 })
      const totals = await expectOk(library.usage.totalsByProvider(origin.audiobookId))
      expect(totals).toMatchObject([
        { provider: 'gemini', model: 'e-1', operation: 'embed', calls: 1, outputTokens: 0 },
        { provider: 'gemini', model: 'm-1', operation: 'generate', calls: 2, costUsd: null },
      ])
      expect(await expectOk(library.usage.totalsByProvider(uuidV7Ids.next()))).toEqual([])
    })

    test('a range of time, by day and owner, with deleted books and without those of others', async () => {
      await library.clear()
      const { claim, audiobook, ...book } = await addClaimedBook(library, { ownerId: 'ann' })
      const other = await addClaimedBook(library, { ownerId: 'bob' })
      await record({ ...claim, audiobookId: audiobook.id }, call)
      await record({ ...claim, audiobookId: audiobook.id }, { ...call, model: 'm-2' })
      await record({ ...other.claim, audiobookId: other.audiobook.id }, call)
      await library.removeBook({ ...book, audiobook })
      const day = 24 * 60 * 60 * 1000
      const from = new Date(library.now().getTime() - day)
      const until = new Date(library.now().getTime() + day)
      const report = (ownerId: string | null, groupBy: readonly UsageGroup[], range = { from, until }) =>
        expectOk(library.usage.report({ ownerId, groupBy, ...range }))
      expect(await report(null, ['owner'])).toMatchObject([
        { owner: 'ann', provider: null, model: null, day: null, calls: 2, inputTokens: 2_000 },
        { owner: 'bob', calls: 1, costUsd: 0.000325 },
      ])
      const models = await report('ann', ['model', 'day'])
      expect(models.map(({ model, owner, calls }) => [model, owner, calls])).toEqual([
        ['m-1', null, 1],
        ['m-2', null, 1],
      ])
      expect(models[0]?.day).toMatch(/^\d{4}-\d\d-\d\d$/)
      expect(await report(null, [])).toMatchObject([{ calls: 3, provider: null }])
      expect(
        await report(null, ['provider'], { from: until, until: new Date(until.getTime() + day) }),
      ).toEqual([])
    })

    test('a stale claim paid as well, and what was paid outlives the book', async () => {
      const { claim, audiobook, ...book } = await addClaimedBook(library)
      await expectOk(library.jobs.release(claim))
      await record({ ...claim, audiobookId: audiobook.id }, call)
      await library.removeBook({ ...book, audiobook })
      expect((await totalsOf(audiobook.id)).get(claim.jobId)).toMatchObject({ calls: 1 })
    })

    test('calls at the same time are all counted', async () => {
      const origin = originOf(uuidV7Ids.next())
      await Promise.all(Array.from({ length: 20 }, () => record(origin, call)))
      expect((await totalsOf(origin.audiobookId)).get(origin.jobId)).toMatchObject({ calls: 20 })
    })
  })
}
