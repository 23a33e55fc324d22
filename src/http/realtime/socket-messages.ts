import { z } from '@hono/zod-openapi'
import { EventTypeSchema } from '../schemas/event.ts'
import { parseEventId } from './event-id.ts'

const SubscriptionName = z.string().min(1).max(100)
const shared = {
  type: z.literal('subscribe'),
  subscription: SubscriptionName,
  types: z.array(EventTypeSchema).min(1).max(100).optional(),
  last_event_id: z
    .string()
    .max(100)
    .refine((text) => parseEventId(text) !== null, 'must be the id of an event')
    .optional(),
}

const SubscribeSchema = z.discriminatedUnion('topic', [
  z.strictObject({ ...shared, topic: z.literal('all') }),
  z.strictObject({ ...shared, topic: z.literal('audiobook'), audiobook_id: z.uuid() }),
  z.strictObject({ ...shared, topic: z.literal('upload'), upload_id: z.uuid() }),
])

/** What a client may say. */
const ClientMessageSchema = z.union([
  SubscribeSchema,
  z.strictObject({ type: z.literal('unsubscribe'), subscription: SubscriptionName }),
  z.strictObject({ type: z.literal('ping') }),
])

export type Subscribe = z.infer<typeof SubscribeSchema>
export type ClientMessage = z.infer<typeof ClientMessageSchema>

/** Null for what is none. */
export function parseClientMessage(text: string | null): ClientMessage | null {
  try {
    const parsed = ClientMessageSchema.safeParse(JSON.parse(text ?? ''))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export type SocketErrorCode =
  | 'invalid_message'
  | 'subscription_taken'
  | 'subscription_not_found'
  | 'too_many_subscriptions'
  | 'audiobook_not_found'
  | 'upload_not_found'
  | 'service_unavailable'

/** What the server says besides events, which are `{type: "event", subscription, event}`. */
export type ServerMessage =
  | { readonly type: 'subscribed'; readonly subscription: string; readonly id: string }
  | { readonly type: 'unsubscribed'; readonly subscription: string }
  | { readonly type: 'reset'; readonly subscription: string; readonly id: string }
  | { readonly type: 'heartbeat'; readonly subscription: string; readonly id: string }
  | { readonly type: 'pong' }
  | {
      readonly type: 'error'
      readonly code: SocketErrorCode
      readonly detail: string
      readonly subscription?: string
    }
