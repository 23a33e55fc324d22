import { afterEach, describe, expect, test } from 'bun:test'
import { createRedisQueue } from '../../../src/adapters/redis/queue.ts'
import { silentLogger } from '../../../src/adapters/system/logger.ts'
import { expectOk } from '../../support/expect-ok.ts'
import { sharedRedisServer } from '../../support/redis-server.ts'
import { waitUntil } from '../../support/wait-until.ts'
import {
  closeAll,
  dueJob,
  idsOf,
  LONG_MS,
  openClient,
  openQueue,
  ownServer,
  TIMEOUT_MS,
  take,
} from './redis-under-test.ts'

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

  test(
    'every script keeps to one slot of a Cluster',
    async () => {
      const server = await ownServer({ isCluster: true })
      const slots = Array.from({ length: 16_384 }, (_, slot) => slot)
      await openClient(server).cluster('ADDSLOTS', ...slots)
      await waitUntil(
        () => openClient(server).cluster('INFO') as Promise<string>,
        (info) => info.includes('cluster_state:ok'),
      )
      const queue = await openQueue(server, { prefix: '{audiobook}', cluster: true })
      const waiting = take(queue, 1, LONG_MS)
      const job = dueJob()
      await expectOk(queue.enqueue([job]))
      const leases = await expectOk(waiting)
      expect(idsOf(leases)).toEqual([job.id])
      expect(await expectOk(queue.renew(leases, LONG_MS))).toEqual([])
      await expectOk(queue.release(leases, 0))
      await expectOk(queue.setPaused('embed', true))
      expect((await expectOk(queue.counts())).embed).toEqual({
        ready: 1,
        delayed: 0,
        leased: 0,
        paused: true,
      })
      await expectOk(queue.drop([job]))
      expect(await expectOk(queue.isReplaced())).toBe(true)
    },
    TIMEOUT_MS,
  )

  test('refuses a Cluster prefix without braces', async () => {
    const server = await sharedRedisServer()
    const options = { url: server.url, prefix: 'audiobook', cluster: true, logger: silentLogger }
    expect(createRedisQueue(options)).rejects.toThrow('braces')
  })
})
