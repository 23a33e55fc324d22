import type { RedisClient } from '../connections.ts'
import { ACK } from './ack.ts'
import { COUNTS } from './counts.ts'
import { DROP } from './drop.ts'
import { ENQUEUE } from './enqueue.ts'
import { LEASE } from './lease.ts'
import { MARK } from './mark.ts'
import { PRELUDE } from './prelude.ts'
import { RELEASE } from './release.ts'
import { RENEW } from './renew.ts'
import { SET_PAUSED } from './set-paused.ts'
import { THROTTLE } from './throttle.ts'

type Script = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>

export interface Scripts {
  readonly enqueue: Script
  readonly lease: Script
  readonly ack: Script
  readonly renew: Script
  readonly release: Script
  readonly drop: Script
  readonly counts: Script
  readonly setPaused: Script
  readonly throttle: Script
  readonly mark: Script
}

/** ioredis sends the text once a connection and its hash afterwards, and the text again when the server forgot it. */
export function bindScripts(client: RedisClient): Scripts {
  const bind = (name: string, body: string): Script => {
    const command = `chapterwise_${name}`
    client.defineCommand(command, { lua: PRELUDE + body })
    // ioredis adds the command as a method, which its types can't know.
    const methods = client as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
    return (keys, args) =>
      methods[command]?.(keys.length, keys, args) ?? Promise.reject(new Error(`no script ${name}`))
  }
  return {
    enqueue: bind('enqueue', ENQUEUE),
    lease: bind('lease', LEASE),
    ack: bind('ack', ACK),
    renew: bind('renew', RENEW),
    release: bind('release', RELEASE),
    drop: bind('drop', DROP),
    counts: bind('counts', COUNTS),
    setPaused: bind('set_paused', SET_PAUSED),
    throttle: bind('throttle', THROTTLE),
    mark: bind('mark', MARK),
  }
}
