import { MAX_ATTEMPTS, MAX_CRASHES, MAX_RETRIES } from '../../../src/domain/job/failure.ts'
import type { Request } from '../history.ts'
import type { Step, Timeline } from './timeline.ts'
import type { Invariant, Violation } from './violation.ts'

/** From the API's answer to the harness having it, and back. */
const TOLERANCE_MS = 250

/** Jobs are retried so often, fail for a reason, and end and come back when someone asked for it. */
export const checkEndings = (all: readonly Timeline[], requests: readonly Request[]): readonly Violation[] =>
  all.flatMap((timeline) => [...checkRetries(timeline), ...checkRequests(timeline, requests)])

const violation = (invariant: Invariant, step: Step, text: string): Violation => ({
  invariant,
  detail: `job ${step.jobId} (${step.type}), change ${step.sequence}: ${text}`,
})

function checkRetries({ steps }: Timeline): readonly Violation[] {
  const found: Violation[] = []
  let retries = 0
  let crashes = 0
  for (const step of steps) {
    if (step.kind === 'redriven') {
      retries = 0
      crashes = 0
    }
    if (step.kind === 'retried') retries += 1
    if (step.kind === 'returned' || step.kind === 'poisoned') crashes += 1
    if (retries > MAX_RETRIES) found.push(violation('retries', step, `retry ${retries}`))
    const { before, after } = step
    if (before === null) continue
    const rise = after.attempt - before.attempt
    const expected = step.kind === 'retried' ? 1 : step.kind === 'redriven' ? 1 - before.attempt : 0
    if (rise !== expected)
      found.push(violation('retries', step, `${step.kind} raised the attempt by ${rise}`))
    if (step.kind === 'dead' || step.kind === 'poisoned') {
      const problem = problemOfEnd(step, retries, crashes)
      if (problem !== null) found.push(violation('dead_letter', step, problem))
    }
  }
  return found
}

function problemOfEnd({ kind, after }: Step, retries: number, crashes: number): string | null {
  if (kind === 'poisoned') {
    const isPoison = after.error?.code === 'poison' && crashes >= MAX_CRASHES
    return isPoison ? null : `${after.error?.code} after ${crashes} crashes`
  }
  if (after.error?.kind === 'permanent') return null
  const isSpent =
    after.error?.kind === 'transient' && after.attempt === MAX_ATTEMPTS && retries === MAX_RETRIES
  return isSpent
    ? null
    : `a ${after.error?.kind} failure of attempt ${after.attempt}, after ${retries} retries`
}

function checkRequests({ steps }: Timeline, requests: readonly Request[]): readonly Violation[] {
  const wasAsked = (kind: Request['kind'], step: Step, concerns: (request: Request) => boolean) =>
    requests.some(
      (request) =>
        request.kind === kind &&
        concerns(request) &&
        request.fromMs - TOLERANCE_MS <= step.atMs &&
        step.atMs <= request.untilMs + TOLERANCE_MS,
    )
  return steps.flatMap((step) => {
    // A redrive takes other jobs of the book along.
    const ofBook = (request: Request) => request.audiobookId === step.audiobookId
    const ofJob = (request: Request) => request.jobId === step.jobId
    if (step.kind === 'redriven' && !wasAsked('redrive', step, ofBook))
      return [
        violation('revived', step, `came back from ${step.before?.status}, and nobody had asked for it`),
      ]
    if (step.kind !== 'cancelled' || step.after.cancelReason === 'dependency_failed') return []
    return wasAsked('cancel', step, ofJob) ? [] : [violation('cancelled', step, 'nobody had asked for it')]
  })
}
