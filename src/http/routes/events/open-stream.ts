import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { EventType } from '../../../domain/event/event.ts'
import type { EventCursor, EventFilter } from '../../../ports/event-log.ts'
import { ownerScope } from '../../../usecases/caller.ts'
import { type UseCaseError, unavailable } from '../../../usecases/use-case-error.ts'
import type { HttpDeps, HttpEnv } from '../../deps.ts'
import { describeProblem, type ProblemResponse, problem } from '../../errors.ts'
import { COMPONENT_NAME } from '../../openapi/share-parameters.ts'
import { eventId, parseEventId } from '../../realtime/event-id.ts'
import { eventStream } from '../../realtime/event-stream.ts'
import { millisecondsLeft } from '../../realtime/milliseconds-left.ts'
import type { StreamLimits } from '../../realtime/stream-limits.ts'
import { EventTypeSchema } from '../../schemas/event.ts'

export interface StreamDeps extends HttpDeps {
  readonly streamLimits: StreamLimits
}

const MAX_EVENT_ID_LENGTH = 100
const EventIdSchema = z
  .string()
  .max(MAX_EVENT_ID_LENGTH)
  .refine((text) => text === '' || parseEventId(text) !== null, 'must be the id of an event')
const ID_DESCRIPTION = 'The last event that was received: the stream goes on after it.'

export const StreamHeaders = z.object({
  'last-event-id': EventIdSchema.optional().openapi({
    param: { [COMPONENT_NAME]: 'LastEventId' },
    description: ID_DESCRIPTION,
    example: '5f3a9c01-4711',
  }),
})

export const StreamQuery = z.object({
  last_event_id: EventIdSchema.optional().openapi({
    description: `${ID_DESCRIPTION} For clients that can't set the header, which wins.`,
  }),
  types: z
    .string()
    .max(1_000)
    .transform((text) => text.split(',').map((type) => type.trim()))
    .pipe(z.array(EventTypeSchema).min(1))
    .optional()
    .openapi({
      type: 'string',
      description: 'Types of events, separated by commas; all otherwise.',
      example: 'job.failed,audiobook.completed',
    }),
})

export const STREAM_DESCRIPTION =
  'Server-sent events. Every change is told once and in order, after it was committed. A client that reconnects sends the ' +
  'last `id` that it got as `Last-Event-ID`, and misses nothing; when what it missed is not kept any more, it gets a `reset`. ' +
  'Comments come as heartbeats, with an `id`. The stream ends when the token expires or the server closes. See docs/realtime.md.'

export interface StreamRequest {
  readonly filter: Omit<EventFilter, 'ownerId' | 'types'>
  readonly types: readonly EventType[] | undefined
  readonly lastEventId: string | undefined
  /** Read after the stream's place is known, so that nothing falls in between; refuses what the caller may not see. */
  readonly readSnapshot: () => ResultAsync<object | null, UseCaseError>
}

/** Opens a stream of events, or says why not. */
export async function openStream(
  c: Context<HttpEnv>,
  deps: StreamDeps,
  request: StreamRequest,
): Promise<Response> {
  const caller = c.get('caller')
  const begun = await begin(deps, request)
  if (begun.isErr()) return problem(c, begun.error)
  const place = deps.streamLimits.take(caller.ownerId)
  if (place.isErr()) return refuse(c, deps, place.error)
  const { cursor, snapshot } = begun.value
  const { types } = request
  const subscription = deps.eventFeed.subscribe(
    { ...request.filter, ownerId: ownerScope(caller), ...(types === undefined ? {} : { types }) },
    cursor,
  )
  const id = eventId(cursor)
  const body = eventStream({
    subscription,
    snapshot: snapshot === null ? null : { id, data: { id, type: 'snapshot', ...snapshot } },
    lifetimeMs: millisecondsLeft(caller, deps.clock),
    onEnd: place.value,
  })
  return new Response(body, { headers: STREAM_HEADERS })
}

/** nginx buffers answers unless told not to; nobody may keep them, or wait to compress them. */
const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
}

interface Beginning {
  readonly cursor: EventCursor
  readonly snapshot: object | null
}

/** A client that goes on knows the state. */
const begin = (
  deps: StreamDeps,
  { lastEventId, readSnapshot }: StreamRequest,
): ResultAsync<Beginning, UseCaseError> =>
  safeTry(async function* () {
    const after = lastEventId === undefined ? null : parseEventId(lastEventId)
    const cursor = after ?? (yield* await deps.eventLog.end().mapErr(unavailable))
    const snapshot = yield* await readSnapshot()
    return ok({ cursor, snapshot: after === null ? snapshot : null })
  })

const OUT_OF_STREAMS_RETRY_SECONDS = '30'

export function refuse(c: Context<HttpEnv>, deps: HttpDeps, limit: 'owner' | 'process'): ProblemResponse {
  const headers = { 'Retry-After': OUT_OF_STREAMS_RETRY_SECONDS }
  return limit === 'owner'
    ? describeProblem(c, {
        ...{ kind: 'too_many', code: 'too_many_streams', headers },
        message: `You have ${deps.maxEventStreamsPerOwner} event streams open, and more are not allowed. Close one first.`,
      })
    : describeProblem(c, {
        ...{ kind: 'unavailable', code: 'streams_exhausted', headers },
        message: 'This server has as many event streams open as it may. Try again later.',
      })
}
