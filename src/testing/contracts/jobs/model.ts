import type { Arbitrary } from 'fast-check'
import { audiobookStatus } from '../../../domain/audiobook/status.ts'
import type { Happening } from '../../../domain/event/event.ts'
import { jobHappening } from '../../../domain/event/job-happening.ts'
import { afterCompletion, afterFailure, afterRedrive } from '../../../domain/job/dependents.ts'
import type { JobEvent } from '../../../domain/job/events.ts'
import type { Job } from '../../../domain/job/job.ts'
import { transition } from '../../../domain/job/transitions.ts'
import { type EventCursor, MAX_READ_EVENTS } from '../../../ports/event-log.ts'
import { expectOk } from '../../expect/expect-ok.ts'
import { type FastCheck, loadFastCheck } from '../../fast-check.ts'
import { expect, test } from '../../runner.ts'
import type { LibraryUnderTest } from '../library-under-test.ts'
import { addBookWithJobs, at, type Current, MINUTE_MS } from './support.ts'

/**
 * Whole minutes apart, or far below one: the seconds that a database test takes can't decide whether something is due.
 */
const PLAN = [{}, {}, { type: 'summarize', gate: [0, 1] }, { type: 'tag', gate: [2] }] as const
/** Mostly those that can move. */
const PLACES = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3]

type Command =
  | { readonly type: 'elapse'; readonly minutes: number }
  | { readonly type: 'sweep' }
  | {
      readonly type: 'job'
      readonly place: number
      readonly event: Exclude<JobEvent, { type: 'expire_lease' | 'open_gate' }>
    }

const KINDS = ['transient', 'transient', 'transient', 'throttled', 'throttled', 'crash', 'permanent'] as const
/** Relative to the epoch that the job has. */
const EPOCHS = [0, 0, 0, 0, -1, 1]

function eventsOf(fc: FastCheck) {
  const epochs = fc.constantFrom(...EPOCHS)
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant({ type: 'claim', workerId: 'w', leaseMs: 2 * MINUTE_MS } as const) },
    {
      weight: 2,
      arbitrary: epochs.map((epoch) => ({ type: 'renew', epoch, leaseMs: 5 * MINUTE_MS }) as const),
    },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('progress' as const), epoch: epochs, fraction: fc.double() }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('checkpoint' as const),
        epoch: epochs,
        checkpoint: fc.constantFrom('text', { part: 1 }, [1, null], null),
      }),
    },
    { weight: 2, arbitrary: epochs.map((epoch) => ({ type: 'complete', epoch }) as const) },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('fail' as const),
        epoch: epochs,
        random: fc.constantFrom(0, 0.5, 0.9),
        failure: fc.constantFrom(...KINDS).map((kind) => ({
          kind,
          code: `was_${kind}`,
          message: 'A failure.',
          retryAfterMs: 3 * MINUTE_MS,
        })),
      }),
    },
    {
      weight: 2,
      arbitrary: epochs.map((epoch) => ({ type: 'park', epoch, resumeAfterMs: 4 * MINUTE_MS }) as const),
    },
    { weight: 2, arbitrary: epochs.map((epoch) => ({ type: 'release', epoch }) as const) },
    {
      weight: 1,
      arbitrary: fc.constant({ type: 'cancel', reason: { code: 'requested' } } as const),
    },
    { weight: 2, arbitrary: fc.constant({ type: 'wake' } as const) },
    { weight: 3, arbitrary: fc.constant({ type: 'redrive' } as const) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('reprioritize' as const), priority: fc.nat(9) }),
    },
  )
}

const commandsOf = (fc: FastCheck): Arbitrary<Command> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        type: fc.constant('job' as const),
        place: fc.constantFrom(...PLACES),
        event: eventsOf(fc),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        type: fc.constant('elapse' as const),
        minutes: fc.constantFrom(1, 20, 13 * 60),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ type: 'sweep' } as const) },
  )

/** The same book, kept by nothing but the domain. */
interface Model {
  jobs: readonly Job[]
  /** What the event log must tell of each job, in order, and of the book. */
  readonly told: Map<string, unknown[]>
  nowMs: number
}

function modelEvent(model: Model, jobId: string, event: JobEvent): string {
  const now = new Date(model.nowMs)
  if (event.type === 'redrive') {
    const { jobs, refused } = afterRedrive(model.jobs, [jobId], now)
    model.jobs = jobs
    return refused.length === 0 ? 'accepted' : 'over'
  }
  const before = model.jobs.find((job) => job.id === jobId)
  if (before === undefined) throw new Error('the model has lost a job')
  const decided = transition(before, event, now)
  if (decided.isErr()) return decided.error
  const after = decided.value
  model.jobs = model.jobs.map((job) => (job.id === jobId ? after : job))
  if (after.status === 'completed') model.jobs = afterCompletion(model.jobs, jobId, now).jobs
  if (after.status === 'failed' || after.status === 'cancelled')
    model.jobs = afterFailure(model.jobs, jobId, now)
  return 'accepted'
}

async function realEvent(library: LibraryUnderTest, jobId: string, event: JobEvent): Promise<string> {
  const { jobs } = library
  const yes = (accepted: boolean) => (accepted ? 'accepted' : 'refused')
  const claim = { jobId, epoch: 'epoch' in event ? event.epoch : 0 }
  switch (event.type) {
    case 'claim':
      return yes((await expectOk(jobs.claim(jobId, event.workerId, event.leaseMs))) !== null)
    case 'renew':
      return yes((await expectOk(jobs.renew([claim], event.leaseMs))).length === 0)
    case 'progress':
      return yes(await expectOk(jobs.saveProgress(claim, event.fraction)))
    case 'checkpoint':
      return yes(await expectOk(jobs.saveCheckpoint(claim, event.checkpoint)))
    case 'complete':
      return (await expectOk(jobs.complete(claim))).outcome
    case 'fail':
      return (await expectOk(jobs.fail(claim, event.failure, event.random))).outcome
    case 'park':
      return (await expectOk(jobs.park(claim, event.resumeAfterMs))).outcome
    case 'release':
      return (await expectOk(jobs.release(claim))).outcome
    case 'wake': {
      const woken = await expectOk(jobs.wakeParked(jobId))
      return yes(woken?.outcome === 'due' || woken?.outcome === 'noted')
    }
    case 'reprioritize':
      return yes((await expectOk(jobs.setPriority([jobId], event.priority))).length > 0)
    case 'redrive':
      return yes((await expectOk(jobs.redrive([jobId]))).refused.length === 0)
    case 'cancel':
      return yes((await expectOk(jobs.cancel(jobId)))?.outcome === 'cancelled')
    default:
      throw new Error(`no repository method for ${event.type}`)
  }
}

const SETTLING = new Set(['complete', 'fail', 'park', 'release'])

/** Commands one by one, and what each does to the event log. */
async function run(library: LibraryUnderTest, model: Model, command: Command): Promise<void> {
  const before = model.jobs
  await runOnce(library, model, command)
  const tell = (about: string, what: unknown) =>
    model.told.set(about, [...(model.told.get(about) ?? []), what])
  for (const [index, job] of model.jobs.entries()) {
    const happening = jobHappening(before[index] ?? null, job)
    if (happening !== null) tell(job.id, gist(happening))
  }
  const status = audiobookStatus(model.jobs, []).status
  if (status !== audiobookStatus(before, []).status) tell('book', `audiobook.${status}`)
}

/** Of an event, without its times. */
const gist = ({ type, data }: Pick<Happening, 'type' | 'data'>) => ({
  type,
  ...data,
  ...('runAt' in data && { runAt: data.runAt !== null }),
})

async function runOnce(library: LibraryUnderTest, model: Model, command: Command): Promise<void> {
  if (command.type === 'elapse') {
    model.nowMs += command.minutes * MINUTE_MS
    await library.elapse(command.minutes * MINUTE_MS)
  } else if (command.type === 'sweep') {
    for (const { id } of model.jobs) modelEvent(model, id, { type: 'expire_lease' })
    await expectOk(library.jobs.sweepExpiredLeases(100))
  } else {
    const job = at(model.jobs, command.place)
    const event =
      'epoch' in command.event ? { ...command.event, epoch: job.epoch + command.event.epoch } : command.event
    const expected = modelEvent(model, job.id, event)
    const answer = await realEvent(library, job.id, event)
    const settles = SETTLING.has(event.type) || expected === 'accepted'
    expect(`${event.type}: ${answer}`).toBe(`${event.type}: ${settles ? expected : 'refused'}`)
  }
}

/** What must agree; times differ by those of the test. */
const essence = (job: Job) => ({
  id: job.id,
  status: job.status,
  phase: job.status === 'processing' ? job.phase : null,
  woken: job.status === 'processing' && job.woken,
  reason: job.status === 'cancelled' ? job.reason : null,
  error: job.status === 'failed' ? job.error.code : null,
  epoch: job.epoch,
  attempt: job.attempt,
  gate: job.gate.toSorted(),
  crashes: job.crashes.length,
  progress: job.progress,
  checkpoint: job.checkpoint,
  settled: job.settled,
  started: job.startedAt !== null,
  history: job.errorHistory.map(({ kind, code, message, epoch, attempt }) => ({
    kind,
    code,
    message,
    epoch,
    attempt,
  })),
})

async function toldSince(library: LibraryUnderTest, start: EventCursor, audiobookId: string) {
  const page = await expectOk(library.events.read(start, MAX_READ_EVENTS, { ownerId: null, audiobookId }))
  if (page.outcome === 'reset') throw new Error('the log was reset')
  expect(page.hasMore).toBe(false)
  const told = new Map<string, unknown[]>()
  for (const event of page.events) {
    const [about, what] = 'jobId' in event ? [event.jobId, gist(event)] : ['book', event.type]
    told.set(about, [...(told.get(about) ?? []), what])
  }
  return told
}

export function modelSuite(current: Current, modelRuns: number): void {
  test('any sequence of events leaves jobs, book and event log as the domain would', async () => {
    const fc = await loadFastCheck()
    await fc.assert(
      fc.asyncProperty(
        fc.array(commandsOf(fc), { minLength: 40, maxLength: 120, size: 'max' }),
        async (sequence) => {
          const library = current()
          await library.clear()
          const book = await addBookWithJobs(library, PLAN)
          const model: Model = { jobs: book.jobs, told: new Map(), nowMs: library.now().getTime() }
          const start = await expectOk(library.events.end())
          for (const command of sequence) await run(library, model, command)
          const jobs = await expectOk(library.jobs.listByAudiobook(book.audiobook.id))
          expect(jobs.map(essence)).toEqual(model.jobs.map(essence))
          const { status, reason } = audiobookStatus(model.jobs, book.chapters)
          expect(await library.bookState(book.audiobook.id)).toMatchObject({ status, statusReason: reason })
          expect(await toldSince(library, start, book.audiobook.id)).toEqual(model.told)
        },
      ),
      { numRuns: modelRuns },
    )
  }, 120_000)
}
