import type { LoggedEvent } from '../../domain/event/event.ts'
import type { EventFilter } from '../../ports/event-log.ts'

/** Who is up with the log. */
export interface LiveReader {
  readonly filter: EventFilter
  take(event: LoggedEvent): void
  /** The log moved on, with or without something for this reader. */
  moved(): void
  /** The log was reset: what comes next does not follow. */
  interrupt(): void
}

export interface LiveReaders {
  add(reader: LiveReader): void
  remove(reader: LiveReader): void
  deliver(event: LoggedEvent): void
  moved(): void
  interrupt(): void
}

/** By what they follow, so that an event of one book costs nothing for those who follow another. */
export function createLiveReaders(): LiveReaders {
  const all = new Set<LiveReader>()
  const byTopic = new Map<string, Set<LiveReader>>()

  return {
    add(reader) {
      all.add(reader)
      const topic = topicOf(reader.filter)
      byTopic.set(topic, (byTopic.get(topic) ?? new Set()).add(reader))
    },
    remove(reader) {
      all.delete(reader)
      const topic = topicOf(reader.filter)
      const others = byTopic.get(topic)
      others?.delete(reader)
      if (others?.size === 0) byTopic.delete(topic)
    },
    deliver(event) {
      for (const topic of topicsOf(event)) {
        for (const reader of byTopic.get(topic) ?? []) {
          if (isWanted(event, reader.filter)) reader.take(event)
        }
      }
    },
    moved() {
      for (const reader of all) reader.moved()
    },
    interrupt() {
      for (const reader of all) reader.interrupt()
    },
  }
}

const ALL = 'all'
const topicOf = ({ audiobookId, uploadId }: EventFilter): string => audiobookId ?? uploadId ?? ALL

const topicsOf = (event: LoggedEvent): readonly string[] =>
  'audiobookId' in event ? [ALL, event.audiobookId] : [ALL, event.uploadId]

const isWanted = (event: LoggedEvent, { ownerId, types }: EventFilter): boolean =>
  (ownerId === null || event.ownerId === ownerId) && (types === undefined || types.includes(event.type))
