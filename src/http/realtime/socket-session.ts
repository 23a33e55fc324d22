import { ok, type ResultAsync, safeTry } from 'neverthrow'
import type { EventFilter } from '../../ports/event-log.ts'
import { findAudiobook } from '../../usecases/audiobooks/find-audiobook.ts'
import { type Caller, ownerScope } from '../../usecases/caller.ts'
import type { FeedItem, Subscription } from '../../usecases/events/subscription.ts'
import { findOwnedUpload } from '../../usecases/uploads/find-owned-upload.ts'
import { type UseCaseError, unavailable } from '../../usecases/use-case-error.ts'
import type { HttpDeps } from '../deps.ts'
import { eventId, parseEventId } from './event-id.ts'
import { HEARTBEAT_INTERVAL_MS, STALLED_TIMEOUT_MS } from './limits.ts'
import { millisecondsLeft } from './milliseconds-left.ts'
import { eventText } from './present-event.ts'
import type { OpenSession, Socket } from './socket.ts'
import {
  parseClientMessage,
  type ServerMessage,
  type SocketErrorCode,
  type Subscribe,
} from './socket-messages.ts'

export type SocketDeps = Pick<HttpDeps, 'audiobooks' | 'uploads' | 'eventLog' | 'eventFeed' | 'clock'>

const MAX_SUBSCRIPTIONS = 100
/** A client that has not taken so much gets nothing more until it has. */
const MAX_BUFFERED_BYTES = 256 * 1024
const DRAIN_POLL_MS = 50
/** RFC 6455, section 7.4: of this application, as 401 is. */
const CLOSE_TOKEN_EXPIRED = 4401
const CLOSE_GOING_AWAY = 1001
const CLOSE_STALLED = 1013
/** What a timer takes at most. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** One WebSocket: its subscriptions, each of which is sent at the pace of the client. */
export function openSocketSession(deps: SocketDeps, caller: Caller, onEnd: () => void): OpenSession {
  return (socket) => {
    const subscriptions = new Map<string, Subscription | null>()
    const lifetimeMs = millisecondsLeft(caller, deps.clock)
    const expiry = setTimeout(
      () => end(CLOSE_TOKEN_EXPIRED, 'The token has expired.'),
      Math.min(MAX_TIMER_MS, Math.max(0, lifetimeMs)),
    )
    let hasEnded = false

    const say = (message: ServerMessage) => {
      if (!hasEnded) socket.send(JSON.stringify(message))
    }
    const refuse = (code: SocketErrorCode, detail: string, subscription?: string) =>
      say({ type: 'error', code, detail, ...(subscription === undefined ? {} : { subscription }) })

    const finish = () => {
      if (hasEnded) return
      hasEnded = true
      clearTimeout(expiry)
      deps.eventFeed.closing.removeEventListener('abort', goAway)
      for (const subscription of subscriptions.values()) subscription?.close()
      subscriptions.clear()
      onEnd()
    }
    const end = (code: number, reason: string) => {
      if (hasEnded) return
      finish()
      socket.close(code, reason)
    }

    const goAway = () => end(CLOSE_GOING_AWAY, 'The server closes.')
    deps.eventFeed.closing.addEventListener('abort', goAway)

    const pump = async (name: string, subscription: Subscription) => {
      for (;;) {
        const items = await subscription.next(HEARTBEAT_INTERVAL_MS)
        if (items === null || hasEnded) return
        if (items.length === 0)
          say({ type: 'heartbeat', subscription: name, id: eventId(subscription.cursor()) })
        for (const item of items) socket.send(toText(name, item))
        if (!(await drained(socket, () => hasEnded))) end(CLOSE_STALLED, 'You take nothing.')
      }
    }

    const subscribe = async (message: Subscribe) => {
      const { subscription: name } = message
      if (subscriptions.has(name)) return refuse('subscription_taken', 'There is one of this name.', name)
      if (subscriptions.size >= MAX_SUBSCRIPTIONS) {
        return refuse('too_many_subscriptions', `${MAX_SUBSCRIPTIONS} are allowed.`, name)
      }
      // Held while it is looked at whether the client may have it.
      subscriptions.set(name, null)
      const begun = await begin(deps, caller, message)
      if (hasEnded || subscriptions.get(name) !== null) return
      if (begun.isErr()) {
        subscriptions.delete(name)
        return refuse(toCode(begun.error), begun.error.message, name)
      }
      const subscription = deps.eventFeed.subscribe(begun.value.filter, begun.value.cursor)
      subscriptions.set(name, subscription)
      say({ type: 'subscribed', subscription: name, id: eventId(begun.value.cursor) })
      void pump(name, subscription)
    }

    const unsubscribe = (name: string) => {
      if (!subscriptions.has(name))
        return refuse('subscription_not_found', 'There is none of this name.', name)
      const subscription = subscriptions.get(name)
      subscriptions.delete(name)
      subscription?.close()
      say({ type: 'unsubscribed', subscription: name })
    }

    return {
      onMessage(text) {
        const message = parseClientMessage(text)
        if (message === null) return refuse('invalid_message', 'This is no message of the protocol.')
        if (message.type === 'ping') return say({ type: 'pong' })
        if (message.type === 'unsubscribe') return unsubscribe(message.subscription)
        void subscribe(message)
      },
      onClose: finish,
    }
  }
}

/** Where it begins and what it lets through; what the caller may not see is not there. */
const begin = (
  { audiobooks, uploads, eventLog }: SocketDeps,
  caller: Caller,
  message: Subscribe,
): ResultAsync<{ filter: EventFilter; cursor: { log: string; position: number } }, UseCaseError> =>
  safeTry(async function* () {
    const { types, last_event_id: last } = message
    const base = { ownerId: ownerScope(caller), ...(types === undefined ? {} : { types }) }
    const after = last === undefined ? null : parseEventId(last)
    const cursor = after ?? (yield* await eventLog.end().mapErr(unavailable))
    switch (message.topic) {
      case 'all':
        return ok({ filter: base, cursor })
      case 'audiobook': {
        yield* await findAudiobook(audiobooks, caller, message.audiobook_id)
        return ok({ filter: { ...base, audiobookId: message.audiobook_id }, cursor })
      }
      case 'upload': {
        yield* await findOwnedUpload(uploads, caller, message.upload_id)
        return ok({ filter: { ...base, uploadId: message.upload_id }, cursor })
      }
    }
  })

const toCode = ({ code }: UseCaseError): SocketErrorCode =>
  code === 'audiobook_not_found' || code === 'upload_not_found' ? code : 'service_unavailable'

/** The event is made into text once for all who get it. */
const toText = (name: string, item: FeedItem): string =>
  item.kind === 'reset'
    ? JSON.stringify({ type: 'reset', subscription: name, id: eventId(item.cursor) } satisfies ServerMessage)
    : `{"type":"event","subscription":${JSON.stringify(name)},"event":${eventText(item.event, item.cursor)}}`

/** False when the client has taken nothing for too long. */
async function drained(socket: Socket, hasEnded: () => boolean): Promise<boolean> {
  const deadlineMs = performance.now() + STALLED_TIMEOUT_MS
  while (!hasEnded() && socket.bufferedBytes() > MAX_BUFFERED_BYTES) {
    if (performance.now() > deadlineMs) return false
    await new Promise((resolve) => setTimeout(resolve, DRAIN_POLL_MS))
  }
  return true
}
