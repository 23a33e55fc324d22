import type { EventCursor } from '../../ports/event-log.ts'

/** What clients keep and send back: opaque to them. */
export const eventId = ({ log, position }: EventCursor): string => `${log}-${position}`

/** Null for what is none. */
export function parseEventId(text: string): EventCursor | null {
  const match = /^([\w-]{1,64})-(\d{1,15})$/.exec(text)
  return match === null ? null : { log: match[1] ?? '', position: Number(match[2]) }
}
