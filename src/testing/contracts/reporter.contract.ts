import type { Failure } from '../../domain/job/failure.ts'
import type { Job, JsonValue } from '../../domain/job/job.ts'
import type { JobReporter } from '../../ports/reporter.ts'
import { expectOk } from '../expect/expect-ok.ts'
import { afterEach, beforeEach, describe, expect, test } from '../runner.ts'

export interface ReporterUnderTest {
  readonly reporter: JobReporter
  /** A job that can be claimed now, and one that waits for it. */
  readonly jobId: string
  readonly gatedId: string
  job(jobId: string): Job
  advance(durationMs: number): void
  /** Its vendor reported. */
  wake(jobId: string): Promise<void>
  close(): Promise<void>
}

const UNKNOWN_ID = '00000000-0000-7000-8000-00000000dead'
const failure: Failure = { kind: 'transient', code: 'vendor_down', message: 'No answer.' }

/** What `JobReporter` promises. Every implementation runs it. */
export function reporterContract(options: {
  readonly name: string
  readonly create: () => Promise<ReporterUnderTest>
}): void {
  describe(`reporter: ${options.name}`, () => {
    let world: ReporterUnderTest
    beforeEach(async () => {
      world = await options.create()
    })
    afterEach(() => world.close())

    const start = async () => {
      const job = await expectOk(world.reporter.start(world.jobId, 'worker'))
      if (job === null) throw new Error('the job was not to be had')
      return { job, claim: { jobId: job.id, epoch: job.epoch } }
    }

    test('start claims: the whole job, as the authority has it', async () => {
      const { job } = await start()
      expect(job).toMatchObject({ status: 'processing', phase: 'running', epoch: 1 })
      expect(job.workerId).toMatch(/^worker/)
      expect(job).toEqual(world.job(world.jobId) as typeof job)
    })

    test('what can not be had is null: taken, gated, unknown', async () => {
      await start()
      for (const jobId of [world.jobId, world.gatedId, UNKNOWN_ID]) {
        expect(await expectOk(world.reporter.start(jobId, 'worker'))).toBeNull()
      }
    })

    test('one heartbeat for many claims names those that are stale, and renews the others', async () => {
      const { claim, job } = await start()
      const late = { ...claim, epoch: 7 }
      const unknown = { jobId: UNKNOWN_ID, epoch: 1 }
      world.advance(1_000)
      expect(await expectOk(world.reporter.heartbeat([late, claim, unknown]))).toEqual([late, unknown])
      const renewed = world.job(claim.jobId)
      if (!('leaseUntil' in renewed)) throw new Error('the job does not run')
      expect(renewed.leaseUntil.getTime()).toBeGreaterThan(job.leaseUntil.getTime())
      expect(await expectOk(world.reporter.heartbeat([]))).toEqual([])
    })

    test('progress and checkpoint are kept', async () => {
      const { claim } = await start()
      const checkpoint: JsonValue = { externalId: 'vendor-1', parts: [1, 'zwei', null, { deep: true }] }
      expect(await expectOk(world.reporter.progress(claim, 0.5))).toBe('accepted')
      expect(await expectOk(world.reporter.checkpoint(claim, checkpoint))).toBe('accepted')
      expect(world.job(claim.jobId)).toMatchObject({ progress: 0.5, checkpoint })
    })

    test('complete, and again: accepted; the job that waited can start', async () => {
      const { claim } = await start()
      expect(await expectOk(world.reporter.complete(claim))).toBe('accepted')
      expect(await expectOk(world.reporter.complete(claim))).toBe('accepted')
      expect(world.job(claim.jobId).status).toBe('completed')
      expect(await expectOk(world.reporter.start(world.gatedId, 'worker'))).not.toBeNull()
    })

    test('a failure answers when the job runs again; a repeated one only that it is accepted', async () => {
      const { claim } = await start()
      const first = await expectOk(world.reporter.fail(claim, failure))
      expect(first.answer).toBe('accepted')
      expect(first.runAgainAfterMs).toBeGreaterThan(0)
      expect(await expectOk(world.reporter.fail(claim, failure))).toEqual({
        answer: 'accepted',
        runAgainAfterMs: null,
      })
      world.advance(first.runAgainAfterMs ?? 0)
      const { job, claim: second } = await start()
      expect(job).toMatchObject({ attempt: 2, errorHistory: [failure] })
      const last = await expectOk(world.reporter.fail(second, { ...failure, kind: 'permanent' }))
      expect(last).toEqual({ answer: 'accepted', runAgainAfterMs: null })
      expect(world.job(claim.jobId).status).toBe('failed')
    })

    test('a throttled failure waits as long as the vendor says', async () => {
      const { claim } = await start()
      const throttled: Failure = { ...failure, kind: 'throttled', retryAfterMs: 90_000 }
      expect(await expectOk(world.reporter.fail(claim, throttled))).toEqual({
        answer: 'accepted',
        runAgainAfterMs: 90_000,
      })
    })

    test('park and release give the job back', async () => {
      const { claim } = await start()
      const parked = { answer: 'accepted', resumeAfterMs: 60_000 } as const
      expect(await expectOk(world.reporter.park(claim, 60_000))).toEqual(parked)
      expect(await expectOk(world.reporter.park(claim, 60_000))).toEqual(parked)
      expect(world.job(claim.jobId)).toMatchObject({ status: 'processing', phase: 'parked' })
      world.advance(60_000)
      const again = await start()
      expect(again.job.settled).toEqual({ epoch: 1, as: 'parked' })
      expect(await expectOk(world.reporter.release(again.claim))).toBe('accepted')
      expect(world.job(claim.jobId)).toMatchObject({ status: 'pending', attempt: 1 })
    })

    test('parking a job that the vendor reported on meanwhile: to be claimed at once', async () => {
      const { claim } = await start()
      await world.wake(claim.jobId)
      expect(await expectOk(world.reporter.park(claim, 60_000))).toEqual({
        answer: 'accepted',
        resumeAfterMs: 0,
      })
      expect((await start()).claim.epoch).toBe(2)
    })

    test('every report of an outdated claim is stale and changes nothing', async () => {
      const { claim } = await start()
      const before = structuredClone(world.job(claim.jobId))
      for (const jobId of [claim.jobId, UNKNOWN_ID]) {
        const late = { jobId, epoch: 2 }
        expect(await expectOk(world.reporter.progress(late, 1))).toBe('stale')
        expect(await expectOk(world.reporter.checkpoint(late, 1))).toBe('stale')
        expect(await expectOk(world.reporter.complete(late))).toBe('stale')
        expect(await expectOk(world.reporter.park(late, 1))).toEqual({
          answer: 'stale',
          resumeAfterMs: null,
        })
        expect(await expectOk(world.reporter.release(late))).toBe('stale')
        expect(await expectOk(world.reporter.fail(late, failure))).toEqual({
          answer: 'stale',
          runAgainAfterMs: null,
        })
      }
      expect(structuredClone(world.job(claim.jobId))).toEqual(before)
    })
  })
}
