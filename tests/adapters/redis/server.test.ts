import { afterEach, describe, expect, test } from 'bun:test'
import { createRedisQueue } from '../../../src/adapters/redis/queue.ts'
import { silentLogger } from '../../../src/adapters/system/logger.ts'
import { sharedRedisServer } from '../../support/redis-server.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { closeAll, openQueue, ownServer } from './redis-under-test.ts'

afterEach(closeAll)

describe('what the server must be', () => {
  test('says when jobs may be evicted', async () => {
    const server = await ownServer({ evictionPolicy: 'allkeys-lru' })
    const warnings: string[] = []
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) }
    await openQueue(server, { logger })
    await waitUntil(
      async () => warnings.length,
      (count) => count > 0,
    )
    expect(warnings[0]).toContain('noeviction')
  })

  test.each(['audiobook', '{}audiobook', 'a}udio{book'])(
    'refuses the prefix %s on a Cluster',
    async (prefix) => {
      const server = await sharedRedisServer()
      const options = { url: server.url, prefix, cluster: true, logger: silentLogger }
      expect(createRedisQueue(options)).rejects.toThrow('braces')
    },
  )
})
