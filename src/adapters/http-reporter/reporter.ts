import { randomUUID } from 'node:crypto'
import { err, errAsync, ok, okAsync, ResultAsync } from 'neverthrow'
import type { z } from 'zod'
import type { RunningJob } from '../../domain/job/job.ts'
import { type PortResult, transientError } from '../../ports/port-error.ts'
import type { Claim, FailureAnswer, JobReporter, ParkAnswer, ReportAnswer } from '../../ports/reporter.ts'
import { acceptedAnswer, failedAnswer, heartbeatAnswer, parkedAnswer, startedAnswer } from './answers.ts'
import { type Answered, type ApiOptions, createApiCall, wrongServer } from './call-api.ts'
import { presentFailure, wholeWait, withinOne } from './reportable.ts'
import { sendAlone, sendTogether } from './send-reports.ts'

/** A claim whose answer was lost would be nobody's until its lease ends, and count as a crash. */
const START_ATTEMPTS = 3

/** More than one call can carry; the rest goes in further calls. */
const CLAIMS_IN_A_CALL = 1_000

/**
 * Reports of a worker process to the API (`POST /api/v1/admin/jobs/{id}/status`, `/admin/jobs/reports` for starts and ends
 * of one moment, `/admin/jobs/heartbeats` for all claims). 409 and an unknown job are `stale`; no answer and 5xx are transient, a refused token permanent.
 */
export function createHttpReporter(options: ApiOptions): JobReporter {
  const call = createApiCall(options)

  const alone = sendAlone(call)
  // Jobs that are leased together start together, and short ones end together.
  const starts = sendTogether(call)
  const ends = sendTogether(call)

  const report = <Shape extends z.ZodType>(
    jobId: string,
    body: object,
    shape: Shape,
    send = alone,
  ): PortResult<Answered<z.output<Shape>>> =>
    new ResultAsync(send({ jobId, body })).andThen((answer) => {
      if (answer.kind === 'refused') return ok(answer)
      const parsed = shape.safeParse(answer.body)
      return parsed.success ? ok({ kind: 'accepted' as const, body: parsed.data }) : err(wrongServer(200))
    })

  const start = (
    jobId: string,
    workerId: string,
    startId: string,
    attempts: number,
  ): PortResult<RunningJob | null> =>
    report(jobId, { event: 'start', worker_id: workerId, start_id: startId }, startedAnswer, starts)
      .map((answer) => (answer.kind === 'accepted' ? answer.body.job : null))
      .orElse((error) =>
        error.code === 'api_unreachable' && attempts > 1
          ? start(jobId, workerId, startId, attempts - 1)
          : errAsync(error),
      )

  const tell = (claim: Claim, body: object, send = alone): PortResult<ReportAnswer> =>
    report(claim.jobId, { ...body, epoch: claim.epoch }, acceptedAnswer, send).map((answer) =>
      answer.kind === 'accepted' ? 'accepted' : 'stale',
    )

  const heartbeat = (claims: readonly Claim[]): PortResult<readonly Claim[]> => {
    if (claims.length === 0) return okAsync([])
    const body = {
      claims: claims.slice(0, CLAIMS_IN_A_CALL).map(({ jobId, epoch }) => ({ job_id: jobId, epoch })),
    }
    return call('/heartbeats', body, heartbeatAnswer).andThen((answer) => {
      if (answer.kind === 'refused')
        return errAsync(transientError('not_the_api', 'Heartbeats are not taken.'))
      const stale = answer.body.stale.map(({ job_id, epoch }): Claim => ({ jobId: job_id, epoch }))
      return heartbeat(claims.slice(CLAIMS_IN_A_CALL)).map((rest) => [...stale, ...rest])
    })
  }

  return {
    start: (jobId, workerId) => start(jobId, workerId, randomUUID(), START_ATTEMPTS),
    heartbeat,
    progress: (claim, fraction) => tell(claim, { event: 'progress', fraction: withinOne(fraction) }),
    checkpoint: (claim, checkpoint) => tell(claim, { event: 'checkpoint', checkpoint }),
    complete: (claim) => tell(claim, { event: 'complete' }, ends),
    park: ({ jobId, epoch }, resumeAfterMs) =>
      report(jobId, { event: 'park', epoch, resume_after_ms: wholeWait(resumeAfterMs) }, parkedAnswer).map(
        (answer): ParkAnswer =>
          answer.kind === 'accepted'
            ? { answer: 'accepted', resumeAfterMs: answer.body.resume_after_ms }
            : { answer: 'stale', resumeAfterMs: null },
      ),
    release: (claim) => tell(claim, { event: 'release' }),
    fail: ({ jobId, epoch }, failure) =>
      report(jobId, { event: 'fail', epoch, failure: presentFailure(failure) }, failedAnswer).map(
        (answer): FailureAnswer =>
          answer.kind === 'accepted'
            ? { answer: 'accepted', runAgainAfterMs: answer.body.run_again_after_ms }
            : { answer: 'stale', runAgainAfterMs: null },
      ),
  }
}
