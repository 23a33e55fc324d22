import type { EventSignal } from '../../ports/event-signal.ts'
import { type ConnectionSettings, openConnection, type RedisClient } from './connections.ts'

export interface RedisEventSignalOptions {
  readonly url: string
  readonly cluster: boolean
  /** Of the channel, as of all keys. */
  readonly prefix: string
}

/** Commits that come faster are told together. */
const NOTIFY_INTERVAL_MS = 10
const TIMEOUT_MS = 1_000
const SETTINGS = { producerTimeoutMs: TIMEOUT_MS, consumerTimeoutMs: TIMEOUT_MS, blockMs: TIMEOUT_MS }

/** Tells listeners of this process directly and those of others by a message without content. */
export function createRedisEventSignal({
  prefix,
  ...server
}: RedisEventSignalOptions): EventSignal & { close(): void } {
  const channel = `${prefix}:events`
  const settings: ConnectionSettings = { ...server, ...SETTINGS }
  const listeners = new Set<() => void>()
  const publisher = openConnection(settings, 'producer')
  let subscriber: RedisClient | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  // What is wrong with Redis the queue says; a message that gets lost is made up for by the next look.
  publisher.on('error', () => {})
  const tellHere = () => {
    for (const listener of listeners) listener()
  }
  const publish = () => {
    timer = null
    void publisher.publish(channel, '').catch(() => {})
  }
  const listen = () => {
    const opened = openConnection(settings, 'subscriber')
    opened.on('error', () => {})
    opened.on('message', tellHere)
    void opened.subscribe(channel).catch(() => {})
    return opened
  }

  return {
    notify() {
      tellHere()
      timer ??= setTimeout(publish, NOTIFY_INTERVAL_MS)
    },
    onNotify(listener) {
      subscriber ??= listen()
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      if (timer !== null) clearTimeout(timer)
      publisher.disconnect()
      subscriber?.disconnect()
    },
  }
}
