import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import { addBookWithJobs, addJob, at, type Current, claim, find, LEASE_MS, MINUTE_MS } from './support.ts'

const ROUNDS = 10
const BROKEN = { kind: 'permanent', code: 'broken', message: 'broken' } as const

export function racingSuite(current: Current): void {
  test('of many who want a job exactly one gets it', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const jobId = await addJob(current())
      const rivals = Array.from({ length: 8 }, (_, index) =>
        current().jobs.claim(jobId, `worker-${index}`, LEASE_MS),
      )
      const claims = await Promise.all(rivals.map((rival) => expectOk(rival)))
      expect(claims.filter((job) => job !== null)).toHaveLength(1)
      expect((await find(current(), jobId)).epoch).toBe(1)
    }
  })

  test('20 workers share 100 jobs without loss or repetition', async () => {
    const { jobs } = current()
    const { ids, audiobook } = await addBookWithJobs(
      current(),
      Array.from({ length: 100 }, () => ({})),
    )
    const done: string[] = []
    const work = async (worker: number) => {
      for (const jobId of ids) {
        const job = await expectOk(jobs.claim(jobId, `worker-${worker}`, LEASE_MS))
        if (job === null) continue
        const outcome = await expectOk(jobs.complete({ jobId, epoch: job.epoch }))
        if (outcome.outcome === 'accepted') done.push(jobId)
      }
    }
    await Promise.all(Array.from({ length: 20 }, (_, worker) => work(worker)))
    expect(done.toSorted()).toEqual(ids.toSorted())
    const epochs = (await expectOk(jobs.listByAudiobook(audiobook.id))).map((job) => job.epoch)
    expect(new Set(epochs)).toEqual(new Set([1]))
    expect((await current().bookState(audiobook.id)).status).toBe('completed')
  }, 60_000)

  test('the last jobs of a book complete at the same time, and the book with them', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { ids, audiobook } = await addBookWithJobs(current(), [{}, {}])
      const claims = [await claim(current(), at(ids, 0)), await claim(current(), at(ids, 1))]
      const outcomes = await Promise.all(claims.map((held) => expectOk(current().jobs.complete(held))))
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted'])
      expect((await current().bookState(audiobook.id)).status).toBe('completed')
    }
  })

  test('what waits for two jobs that complete at the same time is opened by exactly one', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { ids } = await addBookWithJobs(current(), [{}, {}, { type: 'summarize', gate: [0, 1] }])
      const claims = [await claim(current(), at(ids, 0)), await claim(current(), at(ids, 1))]
      const outcomes = await Promise.all(claims.map((held) => expectOk(current().jobs.complete(held))))
      const opened = outcomes.flatMap((outcome) => (outcome.outcome === 'accepted' ? outcome.opened : []))
      expect(opened.map((job) => job.id)).toEqual([at(ids, 2)])
    }
  })

  test('the same report sent many times at once is accepted once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const held = await claim(current(), await addJob(current()))
      const outcomes = await Promise.all(
        Array.from({ length: 4 }, () => expectOk(current().jobs.complete(held))),
      )
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
        'accepted',
        'repeated',
        'repeated',
        'repeated',
      ])
    }
  })

  test('a heartbeat and a sweep: one of them wins', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const held = await claim(current(), await addJob(current()))
      await current().elapse(LEASE_MS)
      const [stale, swept] = await Promise.all([
        expectOk(current().jobs.renew([held], LEASE_MS)),
        expectOk(current().jobs.sweepExpiredLeases(10)),
      ])
      expect(swept.returned).toHaveLength(stale.length)
      expect((await find(current(), held.id)).status).toBe(stale.length === 0 ? 'processing' : 'pending')
      await current().clear()
    }
  })

  test('sweeps at the same time return each job once, poisoned ones too', async () => {
    const { ids } = await addBookWithJobs(
      current(),
      Array.from({ length: 12 }, () => ({})),
    )
    for (let crash = 0; crash < 3; crash++) {
      for (const jobId of ids) await claim(current(), jobId)
      await current().elapse(LEASE_MS)
      const sweeps = await Promise.all(
        Array.from({ length: 4 }, () => expectOk(current().jobs.sweepExpiredLeases(5))),
      )
      const rest = await expectOk(current().jobs.sweepExpiredLeases(100))
      const all = [...sweeps, rest]
      const returned = all.flatMap((sweep) => sweep.returned.map((job) => job.id))
      const poisoned = all.flatMap((sweep) => sweep.poisoned.map((job) => job.id))
      expect((crash < 2 ? returned : poisoned).toSorted()).toEqual(ids.toSorted())
      expect(crash < 2 ? poisoned : returned).toEqual([])
    }
  })

  test('ends of jobs and the removal of their book do not hold each other up', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const book = await addBookWithJobs(current(), [{}, {}, {}, { type: 'tag', gate: [0] }])
      const [first, second, third] = [0, 1, 2].map((place) => claim(current(), at(book.ids, place)))
      const held = await Promise.all([first, second, third].filter((job) => job !== undefined))
      const [a, b, c] = [at(held, 0), at(held, 1), at(held, 2)]
      const part = current().outputs.saveAiOutput(c, {
        ...{ kind: 'tags', audiobookId: book.audiobook.id, chapterId: null, model: 'm', tags: [] },
      })
      const results = await Promise.all([
        current().jobs.complete(a),
        current().jobs.fail(b, BROKEN, 0),
        part,
        current().removeBook(book),
        current().jobs.sweepExpiredLeases(10),
        current().jobs.renew([a, b, c], MINUTE_MS),
      ])
      for (const result of results) expect(result === undefined || result.isOk()).toBe(true)
      expect(await expectOk(current().jobs.find(a.id))).toBeNull()
    }
  })
}
