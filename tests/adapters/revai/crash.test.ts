import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { ResultAsync } from 'neverthrow'
import { createDirectReporter } from '../../../src/adapters/direct/reporter.ts'
import { createMemoryAudiobooks } from '../../../src/adapters/memory/audiobooks.ts'
import { createManualClock } from '../../../src/adapters/memory/clock.ts'
import { onlyProcess } from '../../../src/adapters/memory/exclusive.ts'
import { createMemoryJobs } from '../../../src/adapters/memory/jobs.ts'
import { createMemoryOutputs } from '../../../src/adapters/memory/outputs.ts'
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts'
import { createMemoryQueuePauses } from '../../../src/adapters/memory/queue-pauses.ts'
import { createMemoryState } from '../../../src/adapters/memory/state.ts'
import { createMemoryStorage } from '../../../src/adapters/memory/storage.ts'
import { createMemoryUploads } from '../../../src/adapters/memory/uploads.ts'
import { createMemoryUsage } from '../../../src/adapters/memory/usage.ts'
import { uuidV7Ids } from '../../../src/adapters/system/ids.ts'
import { silentLogger } from '../../../src/adapters/system/logger.ts'
import { expectOk } from '../../../src/testing/expect/expect-ok.ts'
import type { RevAiFault } from '../../../src/testing/fakes/revai/faults.ts'
import { type FakeRevAi, startFakeRevAi } from '../../../src/testing/fakes/revai/server.ts'
import { streamOf } from '../../../src/testing/fixtures/bytes.ts'
import { makeBook } from '../../../src/testing/fixtures/seeded-book.ts'
import { silentWav } from '../../../src/testing/fixtures/silent-wav.ts'
import { createTranscribe } from '../../../src/usecases/job-work/transcribe.ts'
import { createProviderGate } from '../../../src/usecases/provider-gate.ts'
import { createReconcile } from '../../../src/usecases/reconcile.ts'
import { createRunJob } from '../../../src/usecases/run-job.ts'
import { transcriberFor } from './setup.ts'

const LEASE_MS = 15_000
const STEP_MS = 60_000
const MAX_ROUNDS = 40
/** A job that completes without a crash does fewer things than this. */
const MAX_THINGS = 30

let fake: FakeRevAi
beforeAll(async () => {
  fake = await startFakeRevAi({ clock: 'virtual' })
})
afterAll(() => fake.close())

/** A process dies at the nth thing it does to the world outside, before or after that has its effect. */
function createDeath(dyingAt: number, when: 'before' | 'after') {
  const died = Promise.withResolvers<'dead'>()
  const never = new Promise<never>(() => {})
  let things = 0
  const around = (act: () => unknown): unknown => {
    things += 1
    if (things !== dyingAt) return act()
    const effect = when === 'after' ? act() : null
    const dying = Promise.resolve(effect as PromiseLike<unknown> | null).then(() => {
      died.resolve('dead')
      return never
    })
    return new ResultAsync(dying)
  }
  return {
    died: died.promise,
    things: () => things,
    /** The same, mortal. */
    wrap: <T extends object>(immortal: T): T =>
      new Proxy(immortal, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key)
          return typeof value === 'function'
            ? (...args: unknown[]) => around(() => value.apply(target, args))
            : value
        },
      }),
  }
}

type Death = ReturnType<typeof createDeath>

/** A book of one file, and what it takes to transcribe it. */
async function setUp() {
  const clock = createManualClock(new Date())
  const state = createMemoryState()
  const queue = createMemoryQueue({ clock })
  const jobs = createMemoryJobs(state, clock)
  const storage = createMemoryStorage()
  const book = makeBook({ now: clock.now() })
  const [job] = book.jobs
  const [file] = book.files
  if (job === undefined || file === undefined) throw new Error('a book has a job and a file')
  await expectOk(storage.put(file.storageKey, streamOf(silentWav(2)), { mediaType: 'audio/wav' }))
  state.uploads.set(book.upload.id, book.upload)
  state.files.set(file.id, file)
  state.audiobooks.set(book.audiobook.id, book.audiobook)
  for (const chapter of book.chapters) state.chapters.set(chapter.id, chapter)
  state.jobs.set(job.id, job)
  await queue.enqueue([job])
  const reconcile = createReconcile({
    queuePauses: createMemoryQueuePauses(state, clock),
    ...{ jobs, queue, exclusive: onlyProcess, logger: silentLogger },
  })
  const reporter = createDirectReporter({ jobs, queue, random: () => 0, logger: silentLogger })
  const outputs = createMemoryOutputs(state)
  const reads = {
    ...{ storage, clock, ids: uuidV7Ids, logger: silentLogger, usage: createMemoryUsage(state, clock) },
    audiobooks: createMemoryAudiobooks(state, clock),
    uploads: createMemoryUploads(state, clock),
  }

  const worker = (death: Death) => {
    const transcriber = transcriberFor(fake, { clock, timeoutMs: 1_000, deleteAfterTranscription: true })
    const work = { transcribe: createTranscribe({ ...reads, outputs: death.wrap(outputs), transcriber }) }
    const providers = createProviderGate({ clock, queue, logger: silentLogger })
    const runJob = createRunJob({
      ...{ reporter: death.wrap(reporter), queue, work, providers, clock, logger: silentLogger },
    })
    const claims = { keep: () => ({ check: () => {}, letGo: () => {} }) }
    const stopping = new AbortController().signal
    return async () => {
      const [lease] = await expectOk(queue.lease('transcribe', 1, { waitMs: 0, leaseMs: LEASE_MS }))
      return lease === undefined
        ? 'idle'
        : runJob({ lease, workerId: 'w', claims, stopping, onTelling: () => {} })
    }
  }

  /** Runs the job to its end; the first worker is mortal. */
  const run = async (death: Death): Promise<void> => {
    let alive = death
    let work = worker(alive)
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const outcome = await Promise.race([work(), alive.died])
      if (outcome === 'dead') {
        alive = createDeath(0, 'before')
        work = worker(alive)
      }
      const { status } = state.jobs.get(job.id) ?? job
      if (status === 'completed' || status === 'failed') return
      clock.advance(STEP_MS)
      await fake.advance(STEP_MS)
      await expectOk(reconcile.run())
    }
    throw new Error('the job does not end')
  }
  return {
    run,
    job: () => state.jobs.get(job.id),
    transcripts: () => state.transcripts.size,
    usage: async () =>
      (await expectOk(createMemoryUsage(state, clock).totalsByJob(book.audiobook.id))).get(job.id),
  }
}

/** Runs one job and answers how many transcripts it bought. */
async function bought(death: Death): Promise<number> {
  const world = await setUp()
  const before = fake.billed().jobs
  await world.run(death)
  expect(world.job()).toMatchObject({ status: 'completed' })
  expect(world.transcripts()).toBe(1)
  expect(await world.usage()).toMatchObject({ calls: 1 })
  return fake.billed().jobs - before
}

describe('a worker that dies', () => {
  test('at any moment, before or after what it did took effect: one transcript is bought', async () => {
    const whole = createDeath(0, 'before')
    expect(await bought(whole)).toBe(1)
    expect(whole.things()).toBeGreaterThan(8)
    expect(whole.things()).toBeLessThan(MAX_THINGS)
    for (let thing = 1; thing <= whole.things(); thing++) {
      for (const when of ['before', 'after'] as const) {
        expect([thing, when, await bought(createDeath(thing, when))]).toEqual([thing, when, 1])
      }
    }
  }, 60_000)

  test('while the answer of its submission gets lost: one transcript is bought', async () => {
    const faults: readonly RevAiFault[] = [{ drop: 'after' }, { drop: 'before' }, { truncated: 'connection' }]
    for (const fault of faults) {
      for (let thing = 1; thing <= 8; thing++) {
        fake.fail('submit', fault)
        expect([fault, thing, await bought(createDeath(thing, 'before'))]).toEqual([fault, thing, 1])
      }
    }
  }, 60_000)
})
