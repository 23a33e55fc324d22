import { afterEach, describe, expect, test } from 'bun:test'
import { errAsync } from 'neverthrow'
import { Webhook as Verifier } from 'standardwebhooks'
import { systemClock } from '../../src/adapters/system/clock.ts'
import { uuidV7Ids } from '../../src/adapters/system/ids.ts'
import { silentLogger } from '../../src/adapters/system/logger.ts'
import { createWebhookSender } from '../../src/adapters/webhooks/sender.ts'
import { renderEvent } from '../../src/http/schemas/webhook-payload.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { transientError } from '../../src/ports/port-error.ts'
import type { NewWebhook } from '../../src/ports/repositories/webhooks.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { addClaimedBook } from '../../src/testing/fixtures/claimed-book.ts'
import { startWebhookDispatcher, type WebhookDispatcherDeps } from '../../src/workers/webhook-dispatcher.ts'
import { type Received, startReceiver } from '../adapters/webhooks/receiver.ts'
import { testDatabases } from '../support/databases.ts'
import { waitUntil } from '../support/wait-until.ts'
import { openWebhookWorld, type WebhookWorld } from '../support/webhook-world.ts'

const TIMEOUT_MS = 60_000
const MOST_WAIT_MS = 20
/** Waits are cut short, so that passes follow each other and a stop does not take its grace. */
const hasty: Clock = {
  ...systemClock,
  sleep: (durationMs, signal) => systemClock.sleep(Math.min(durationMs, MOST_WAIT_MS), signal),
}
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const receiver = async (...given: Parameters<typeof startReceiver>) => {
  const started = await startReceiver(...given)
  closers.push(started.close)
  return started
}

/** A process that sends, as far as the rest of it is concerned. */
function dispatch(world: WebhookWorld, overrides: Partial<WebhookDispatcherDeps> = {}) {
  const dispatcher = startWebhookDispatcher({
    ...{ eventLog: world.events, webhookOutbox: world.webhookOutbox },
    ...{ ids: uuidV7Ids, logger: silentLogger, random: () => 0.5, clock: hasty, renderEvent },
    webhookSender: createWebhookSender({
      ...{ allowedTargets: ['127.0.0.1'], timeoutMs: 30_000, version: 'test', now: Date.now },
    }),
    webhookTimeoutMs: 30_000,
    pauseRule: { failures: 3, durationMs: 0 },
    ...overrides,
  })
  closers.push(dispatcher.stop)
  return dispatcher
}

const SECRET = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`
async function listen(world: WebhookWorld, url: string, given: Partial<NewWebhook> = {}) {
  const webhook: NewWebhook = {
    ...{ id: uuidV7Ids.next(), ownerId: 'ann', seesAll: false, description: '', status: 'active' },
    ...{ eventTypes: ['job.started', 'job.failed'], secret: SECRET, url, ...given },
  }
  await expectOk(world.webhooks.create(webhook, null, 100))
  return webhook
}

/** One `job.started` and one `job.failed`. */
async function failBook(world: WebhookWorld, ownerId: string) {
  const { claim } = await addClaimedBook(world, { ownerId })
  await expectOk(world.jobs.fail(claim, PERMANENT, 0))
  return claim.jobId
}
const PERMANENT = { kind: 'permanent', code: 'broken', message: 'It is broken.' } as const

const idsOf = (received: readonly Received[]) => received.map(({ headers }) => headers['webhook-id'])
const bodiesOf = (received: readonly Received[]) =>
  received.map(({ body }) => JSON.parse(body) as { type: string; data: { id: string; job_id: string } })

for (const kind of testDatabases()) {
  describe(`webhook dispatcher: ${kind.name}`, () => {
    const open = async () => {
      const world = await openWebhookWorld(kind)
      closers.push(world.close)
      return world
    }

    test(
      'several processes send every event once to those that may know of it, signed',
      async () => {
        const world = await open()
        await failBook(world, 'ann')
        const { url, received } = await receiver()
        await listen(world, `${url}/ann`)
        await listen(world, `${url}/all`, { ownerId: 'admin', seesAll: true })
        await listen(world, `${url}/ann-failed`, { eventTypes: ['job.failed'] })
        await listen(world, `${url}/off`, {}).then(({ id }) =>
          expectOk(world.webhooks.update(id, { status: 'inactive' })),
        )
        for (let count = 0; count < 3; count += 1) dispatch(world)
        const owners = ['ann', 'ben', 'ann', 'ben', 'ann']
        const jobs: string[] = []
        for (const owner of owners) jobs.push(await failBook(world, owner))
        await waitUntil(
          async () => received.length,
          (count) => count >= 6 + 10 + 3,
        )
        await world.settled()
        const at = (path: string) => received.filter((one) => one.path === path)
        expect([at('/ann').length, at('/all').length, at('/ann-failed').length]).toEqual([6, 10, 3])
        expect(received).toHaveLength(19)
        for (const path of ['/ann', '/all', '/ann-failed'])
          expect(new Set(idsOf(at(path))).size).toBe(at(path).length)
        expect(new Set(bodiesOf(at('/all')).map(({ data }) => data.job_id))).toEqual(new Set(jobs))
        for (const { body, headers } of received) {
          const event = new Verifier(SECRET).verify(body, headers as Record<string, string>)
          expect(event).toMatchObject({ data: { id: headers['webhook-id'] } })
        }
      },
      TIMEOUT_MS,
    )

    test(
      'a crash between sending and writing down sends again, the same id and body; then no more',
      async () => {
        const world = await open()
        const { url, received } = await receiver()
        await listen(world, url, { eventTypes: ['job.failed'] })
        let lost = 0
        const dying = dispatch(world, {
          webhookOutbox: {
            ...world.webhookOutbox,
            settle: () => {
              lost += 1
              return errAsync(transientError('killed', 'killed'))
            },
          },
        })
        await failBook(world, 'ann')
        await waitUntil(
          async () => lost,
          (count) => count === 1,
        )
        await dying.stop()
        dispatch(world)
        await world.elapse(61_000)
        await waitUntil(
          async () => received.length,
          (count) => count === 2,
        )
        await world.settled()
        expect(received).toHaveLength(2)
        expect(received[1]?.body).toBe(received[0]?.body ?? '')
        expect(new Set(idsOf(received)).size).toBe(1)
      },
      TIMEOUT_MS,
    )

    test(
      'crashes while deliveries are made lose none and make none twice',
      async () => {
        const world = await open()
        const { url, received } = await receiver()
        await listen(world, url)
        const { record } = world.webhookOutbox
        let writes = 0
        dispatch(world, {
          webhookOutbox: {
            ...world.webhookOutbox,
            // Of three writes one is made and its answer lost, one is made, and one is lost before it is.
            record: (...given) => {
              writes += 1
              const killed = errAsync(transientError('killed', 'killed'))
              if (writes % 3 === 0) return killed
              return writes % 3 === 1 ? record(...given).andThen(() => killed) : record(...given)
            },
          },
        })
        for (let count = 0; count < 8; count += 1) await failBook(world, 'ann')
        await waitUntil(
          async () => received.length,
          (count) => count >= 16,
        )
        await world.settled()
        expect(received).toHaveLength(16)
        expect(new Set(idsOf(received)).size).toBe(16)
      },
      TIMEOUT_MS,
    )

    test(
      'one that hangs holds up nobody else; a stop gives back what it had, with no attempt counted',
      async () => {
        const world = await open()
        const hanging = await receiver(() => {})
        const { url, received } = await receiver()
        const { id } = await listen(world, hanging.url)
        await listen(world, url)
        const dispatcher = dispatch(world)
        for (let count = 0; count < 5; count += 1) await failBook(world, 'ann')
        await waitUntil(
          async () => received.length,
          (count) => count === 10,
        )
        await waitUntil(
          async () => hanging.received.length,
          (count) => count === 4,
        )
        await dispatcher.stop()
        expect(hanging.received).toHaveLength(4)
        const page = { after: null, limit: 100 }
        const { items } = await expectOk(world.webhookDeliveries.list({ webhookId: id }, page))
        expect(items.map(({ status, attempts }) => `${status} ${attempts}`)).toEqual(
          Array(10).fill('pending 0'),
        )
        const limits = { limit: 100, perWebhook: 100, leaseMs: 60_000 }
        expect(await expectOk(world.webhookOutbox.claim(limits))).toHaveLength(10)
      },
      TIMEOUT_MS,
    )

    test(
      'one that fails is paused; what happens is kept and sent once it is resumed',
      async () => {
        const world = await open()
        let status = 500
        const { url, received } = await receiver((response) => response.writeHead(status).end())
        const { id } = await listen(world, url, { eventTypes: ['job.failed'] })
        dispatch(world)
        for (let count = 0; count < 3; count += 1) await failBook(world, 'ann')
        const statusOf = async () => (await expectOk(world.webhooks.find(id)))?.status
        await waitUntil(statusOf, (now) => now === 'paused')
        await failBook(world, 'ann')
        await world.settled()
        await world.elapse(61_000)
        expect(received).toHaveLength(3)
        status = 204
        await expectOk(world.webhooks.update(id, { status: 'active' }))
        await waitUntil(
          async () => received.length,
          (count) => count === 7,
        )
        expect(new Set(idsOf(received)).size).toBe(4)
        await waitUntil(
          async () =>
            (
              await expectOk(
                world.webhookDeliveries.list(
                  { webhookId: id, status: 'delivered' },
                  { after: null, limit: 10 },
                ),
              )
            ).items.length,
          (count) => count === 4,
        )
      },
      TIMEOUT_MS,
    )
  })
}
