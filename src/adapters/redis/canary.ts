import type { RedisClient } from './connections.ts'

/**
 * Tells a server that was flushed or replaced under a living connection, by a key that has gone or changed. The first
 * question answers true when there was none: then the server was empty.
 */
export function createCanary(client: RedisClient, key: string, nextValue: () => string) {
  let known: string | null = null

  return async (): Promise<boolean> => {
    const proposed = nextValue()
    await client.set(key, proposed, 'NX')
    const found = await client.get(key)
    const isReplaced = known === null ? found === proposed : found !== known
    known = found
    return isReplaced
  }
}
