import type { FeedItem, Subscription } from '../../usecases/events/subscription.ts'
import { eventId } from './event-id.ts'
import { HEARTBEAT_INTERVAL_MS, RETRY_AFTER_MS, STALLED_TIMEOUT_MS } from './limits.ts'
import { eventText } from './present-event.ts'

export interface EventStreamOptions {
  readonly subscription: Subscription
  /** Sent first, as an event of the type `snapshot`. */
  readonly snapshot: { readonly id: string; readonly data: unknown } | null
  /** Milliseconds until the token expires. */
  readonly lifetimeMs: number
  /** Called once, however it ends. */
  readonly onEnd: () => void
  readonly heartbeatIntervalMs?: number
  readonly stalledTimeoutMs?: number
}

/**
 * Server-sent events (WHATWG HTML, 9.2). Pulled at the pace of the client: what it does not take stays in the
 * subscription, which is bounded. A heartbeat is a comment with an id, so that the client's place moves on without
 * events.
 */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { subscription, snapshot, lifetimeMs, onEnd } = options
  const { heartbeatIntervalMs = HEARTBEAT_INTERVAL_MS, stalledTimeoutMs = STALLED_TIMEOUT_MS } = options
  const encoder = new TextEncoder()
  const expiresAtMs = performance.now() + lifetimeMs
  let stalled: ReturnType<typeof setTimeout> | undefined
  let hasEnded = false

  const end = () => {
    if (hasEnded) return
    hasEnded = true
    clearTimeout(stalled)
    subscription.close()
    onEnd()
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const first = snapshot === null ? '' : frame(snapshot.id, 'snapshot', JSON.stringify(snapshot.data))
        controller.enqueue(encoder.encode(`retry: ${RETRY_AFTER_MS}\n\n${first}`))
      },
      async pull(controller) {
        clearTimeout(stalled)
        const leftMs = expiresAtMs - performance.now()
        const items = leftMs <= 0 ? null : await subscription.next(Math.min(heartbeatIntervalMs, leftMs))
        if (hasEnded) return
        if (items === null) {
          end()
          controller.close()
          return
        }
        const text = items.length === 0 ? heartbeat(subscription) : items.map(toFrame).join('')
        controller.enqueue(encoder.encode(text))
        stalled = setTimeout(() => {
          end()
          controller.error(new Error('the client takes nothing'))
        }, stalledTimeoutMs)
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  )
}

const frame = (id: string, type: string, data: string): string =>
  `id: ${id}\nevent: ${type}\ndata: ${data}\n\n`

function toFrame(item: FeedItem): string {
  const id = eventId(item.cursor)
  return item.kind === 'reset'
    ? frame(id, 'reset', JSON.stringify({ id, type: 'reset' }))
    : frame(id, item.event.type, eventText(item.event, item.cursor))
}

const heartbeat = (subscription: Subscription): string =>
  `: heartbeat\nid: ${eventId(subscription.cursor())}\n\n`
