import { err, ok, type Result } from 'neverthrow'
import { z } from 'zod'
import type { PortError } from '../../ports/port-error.ts'
import { gather } from '../system/gather.ts'
import { severalAnswers } from './answers.ts'
import { type Answered, type createApiCall, statusError, wrongServer } from './call-api.ts'

export interface Report {
  readonly jobId: string
  readonly body: object
}

export type SendReport = (report: Report) => Promise<Result<Answered<unknown>, PortError>>

/** As many as the API takes in one call. */
const REPORTS_IN_A_CALL = 100
const CALLS_AT_ONCE = 4

type Call = ReturnType<typeof createApiCall>

/** One report by its own route. */
export const sendAlone =
  (call: Call): SendReport =>
  async ({ jobId, body }) =>
    await call(`/${encodeURIComponent(jobId)}/status`, body, z.unknown())

/** Reports of one moment, and those that come while others are on their way, in one call. */
export function sendTogether(call: Call): SendReport {
  const alone = sendAlone(call)
  return gather(
    async (reports: readonly Report[]) => {
      const [first] = reports
      if (first !== undefined && reports.length === 1) return [await alone(first)]
      const answer = await call(
        '/reports',
        { reports: reports.map(({ jobId, body }) => ({ job_id: jobId, report: body })) },
        severalAnswers,
      )
      if (answer.isErr()) {
        // What the API finds wrong with one report is not to be held against the others.
        if (answer.error.kind === 'permanent') throw answer.error
        return reports.map(() => err(answer.error))
      }
      if (answer.value.kind === 'refused') return reports.map(() => err(wrongServer(404)))
      const { answers } = answer.value.body
      return reports.map((_, index) => readAnswer(answers[index]))
    },
    { mostAtOnce: REPORTS_IN_A_CALL, runs: CALLS_AT_ONCE },
  )
}

type OneAnswer = z.output<typeof severalAnswers>['answers'][number] | undefined

function readAnswer(answer: OneAnswer): Result<Answered<unknown>, PortError> {
  if (answer === undefined) return err(wrongServer(200))
  if (answer.accepted) return ok({ kind: 'accepted', body: answer })
  const { status = 0, detail } = answer
  return status === 404 || status === 409 ? ok({ kind: 'refused' }) : err(statusError(status, String(detail)))
}
