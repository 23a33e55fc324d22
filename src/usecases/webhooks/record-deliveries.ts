import { ok, safeTry } from 'neverthrow'
import type { EventType, LoggedEvent } from '../../domain/event/event.ts'
import { type Webhook, wantsEvent } from '../../domain/webhook/webhook.ts'
import type { EventCursor, EventLog } from '../../ports/event-log.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Logger } from '../../ports/logger.ts'
import type { PortResult } from '../../ports/port-error.ts'
import type { NewDelivery } from '../../ports/repositories/webhook-deliveries.ts'
import type { WebhookOutbox } from '../../ports/repositories/webhook-outbox.ts'

/** An event as it is sent. */
export interface RenderedEvent {
  /** The same for all endpoints, and whoever renders it. */
  readonly id: string
  /** JSON. */
  readonly body: string
}

export interface RecordDeliveriesDeps {
  readonly eventLog: Pick<EventLog, 'read'>
  readonly webhookOutbox: WebhookOutbox
  readonly ids: Ids
  readonly logger: Logger
  readonly renderEvent: (event: LoggedEvent, log: string) => RenderedEvent
}

const PAGE_EVENTS = 200
/** A pass ends; the next goes on. */
const MAX_PAGES = 50

/**
 * Makes a delivery of every event for every endpoint that wants it. The deliveries of a page and the cursor behind it are
 * one write, guarded by the cursor before it: whatever stops or runs at the same time, none is lost and none made twice.
 */
export function createRecordDeliveries(deps: RecordDeliveriesDeps) {
  return (): PortResult<void> =>
    safeTry(async function* () {
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const hasMore = yield* await recordPage(deps)
        if (!hasMore) break
      }
      return ok(undefined)
    })
}

/** Answers whether there may be more now. */
const recordPage = (deps: RecordDeliveriesDeps): PortResult<boolean> =>
  safeTry(async function* () {
    const { eventLog, webhookOutbox } = deps
    const { cursor, webhooks: before } = yield* await webhookOutbox.listening()
    const types = typesOf(before)
    const page = yield* await eventLog.read(cursor, PAGE_EVENTS, { ownerId: null, types: [...types] })
    if (page.outcome === 'reset') {
      deps.logger.error('webhooks missed events that are not kept any more', {
        from: cursor,
        to: page.cursor,
      })
      yield* await webhookOutbox.record(cursor, page.cursor, [])
      return ok(true)
    }
    if (page.cursor.position === cursor.position) return ok(false)
    // Whoever was added before these events happened is seen now; had they been left out for its sake, they are read again.
    const { webhooks } = yield* await webhookOutbox.listening()
    if ([...typesOf(webhooks)].some((type) => !types.has(type))) return ok(true)
    const deliveries = page.events.flatMap((event) => deliveriesOf(deps, event, webhooks, page.cursor))
    const isRecorded = yield* await webhookOutbox.record(cursor, page.cursor, deliveries)
    return ok(isRecorded && page.events.length === PAGE_EVENTS)
  })

const typesOf = (webhooks: readonly Webhook[]): ReadonlySet<EventType> =>
  new Set(webhooks.flatMap(({ eventTypes }) => eventTypes))

function deliveriesOf(
  { ids, renderEvent }: RecordDeliveriesDeps,
  event: LoggedEvent,
  webhooks: readonly Webhook[],
  { log }: EventCursor,
): NewDelivery[] {
  const wanting = webhooks.filter((webhook) => wantsEvent(webhook, event))
  if (wanting.length === 0) return []
  const { id: eventId, body } = renderEvent(event, log)
  return wanting.map(({ id: webhookId }) => ({
    ...{ id: ids.next(), webhookId, eventId, eventType: event.type, body },
  }))
}
