import { err, ok, okAsync, ResultAsync } from 'neverthrow'
import type { PortResult } from '../../ports/port-error.ts'
import type { Transcriber } from '../../ports/transcriber.ts'
import { callRevAi } from './client.ts'
import { collect, deleteJob } from './collect.ts'
import { contextOf, type RevAiContext, type RevAiOptions } from './context.ts'
import { errorOfCall } from './errors.ts'
import { accountShape } from './shapes.ts'
import { submit } from './submit.ts'

/** A key that was good is asked about again after this. */
const CHECK_HOLDS_MS = 60_000

const never = new AbortController().signal

/**
 * Transcribes with Rev.ai's asynchronous API. `start` submits and gives the slot back; `resume` looks at the job, on the
 * vendor's webhook or when a poll is due, and brings the transcript. No crash buys a transcript twice (see `submit.ts`).
 */
export function createRevAiTranscriber(options: RevAiOptions): Transcriber {
  const context = contextOf(options)
  return {
    name: 'revai',
    start: (request) => new ResultAsync(submit(context, request)),
    resume: (externalId, request) => new ResultAsync(collect(context, externalId, request)),
    ...(context.deleteAfterTranscription ? { discard: (externalId) => discard(context, externalId) } : {}),
    check: createCheck(context),
  }
}

const discard = (context: RevAiContext, externalId: string): PortResult<void> =>
  new ResultAsync(deleteJob(context, externalId, never))
    .map(() => undefined)
    .orElse((failure) =>
      // Gone already is as good as gone.
      failure.kind === 'refused' && failure.status === 404
        ? ok(undefined)
        : err(errorOfCall(failure, context.server.baseUrl)),
    )

function createCheck({ server, limits, clock }: RevAiContext): () => PortResult<void> {
  let goodUntilMs = 0
  return () => {
    if (clock.now().getTime() < goodUntilMs) return okAsync(undefined)
    return new ResultAsync(
      callRevAi(server, accountShape, { limits: limits.call, signal: never }, (client) =>
        client.getAccount(),
      ),
    )
      .mapErr((failure) => errorOfCall(failure, server.baseUrl))
      .map(() => {
        goodUntilMs = clock.now().getTime() + CHECK_HOLDS_MS
      })
  }
}
