import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import {
  addDelivery,
  addWebhook,
  answer,
  type CurrentWebhooks,
  claimOf,
  claimOne,
  DELIVERED,
  FAILED,
  LEASE_MS,
  LIMITS,
  MANY,
  newDelivery,
  newWebhook,
  RULE,
} from './support.ts'

const ALL = { after: null, limit: 100 }

export function outboxSuite(current: CurrentWebhooks): void {
  test('deliveries and cursor are one write: of several from the same place one counts', async () => {
    const subject = current()
    const { webhookOutbox, webhookDeliveries } = subject
    const { id } = await addWebhook(subject)
    const { cursor: from, webhooks } = await expectOk(webhookOutbox.listening())
    expect(webhooks.map((one) => one.id)).toContain(id)
    const to = { ...from, position: from.position + 5 }
    const event = newDelivery(id)
    const made = [event, newDelivery(id), newDelivery(newWebhook().id)]
    const writes = [1, 2, 3].map(() => webhookOutbox.record(from, to, made))
    const outcomes = await Promise.all(writes.map(expectOk))
    expect(outcomes.toSorted()).toEqual([false, false, true])
    expect((await expectOk(webhookOutbox.listening())).cursor).toEqual(to)
    // An event that the endpoint has already is left out; the cursor moves all the same.
    const again = newDelivery(id, { eventId: event.eventId })
    expect(await expectOk(webhookOutbox.record(to, { ...to, position: to.position + 1 }, [again]))).toBe(true)
    const { items } = await expectOk(webhookDeliveries.list({ webhookId: id }, ALL))
    expect(items.map(({ eventId }) => eventId).toSorted()).toEqual(
      made
        .slice(0, 2)
        .map(({ eventId }) => eventId)
        .toSorted(),
    )
  })

  test('of those that claim at the same time no two get the same delivery', async () => {
    const subject = current()
    const { id } = await addWebhook(subject)
    const added = await Promise.all(Array.from({ length: 20 }, () => addDelivery(subject, id)))
    const limits = { ...LIMITS, limit: 7 }
    const claims = await Promise.all(
      Array.from({ length: 6 }, () => expectOk(subject.webhookOutbox.claim(limits))),
    )
    const mine = claims.flat().filter((claim) => claim.webhookId === id)
    expect(new Set(mine.map((claim) => claim.id)).size).toBe(mine.length)
    expect(claims.every((one) => one.length <= 7)).toBe(true)
    const rest = await claimOf(subject, id)
    expect(mine.length + rest.length).toBe(added.length)
    await subject.webhooks.remove(id)
  })

  test('an endpoint has no more under way than it may, and leaves room for others', async () => {
    const subject = current()
    const { id: hanging } = await addWebhook(subject)
    const { id: other } = await addWebhook(subject)
    for (let count = 0; count < 5; count += 1) await addDelivery(subject, hanging)
    const limits = { ...LIMITS, perWebhook: 2 }
    expect(await claimOf(subject, hanging, limits)).toHaveLength(2)
    await addDelivery(subject, other)
    expect(await claimOf(subject, hanging, limits)).toHaveLength(0)
    expect(await claimOf(subject, other, limits)).toHaveLength(1)
    for (const id of [hanging, other]) await subject.webhooks.remove(id)
  })

  test('a claim that is not settled ends with its lease, and then counts for nothing', async () => {
    const subject = current()
    const { id } = await addWebhook(subject)
    const delivery = await addDelivery(subject, id)
    const lost = await claimOne(subject, id)
    expect(lost).toMatchObject({ eventId: delivery.eventId, body: delivery.body, attempt: 1 })
    await subject.elapse(LEASE_MS - 1_000)
    expect(await claimOf(subject, id)).toEqual([])
    await subject.elapse(1_000)
    const second = await claimOne(subject, id)
    expect(second).toMatchObject({ id: lost.id, eventId: lost.eventId, attempt: 1, epoch: lost.epoch + 1 })
    expect(await expectOk(subject.webhookOutbox.settle(lost, DELIVERED, RULE))).toBeNull()
    expect(await expectOk(subject.webhookOutbox.settle(second, DELIVERED, RULE))).toBe('active')
    expect(await expectOk(subject.webhookOutbox.settle(second, DELIVERED, RULE))).toBeNull()
    expect(await expectOk(subject.webhookDeliveries.find(lost.id))).toEqual({
      ...delivery,
      ...{ status: 'delivered', attempts: 1, nextAttemptAt: null },
      ...{ createdAt: expect.any(Date), endedAt: expect.any(Date) },
      lastAttempt: {
        ...{
          at: expect.any(Date),
          durationMs: 12,
          responseStatus: 204,
          responseBody: 'said 204',
          error: null,
        },
      },
    })
  })

  test('what failed comes back after its delay; released claims at once, with no attempt counted', async () => {
    const subject = current()
    const { id } = await addWebhook(subject)
    await addDelivery(subject, id)
    const first = await claimOne(subject, id)
    await expectOk(subject.webhookOutbox.release([first]))
    const second = await claimOne(subject, id)
    expect(second.attempt).toBe(1)
    await expectOk(subject.webhookOutbox.settle(second, FAILED, RULE))
    expect(await expectOk(subject.webhookDeliveries.find(second.id))).toMatchObject({
      ...{ status: 'pending', attempts: 1, endedAt: null },
      lastAttempt: { responseStatus: 500, error: { code: 'refused', message: 'Answered 500.' } },
    })
    expect(await claimOf(subject, id)).toEqual([])
    await subject.elapse(60_000)
    expect((await claimOne(subject, id)).attempt).toBe(2)
  })

  test('410 ends an endpoint; what waits for one that is not active is held, tests are sent', async () => {
    const subject = current()
    const { id } = await addWebhook(subject)
    await addDelivery(subject, id)
    const held = await addDelivery(subject, id)
    const [claim, spare] = await claimOf(subject, id)
    if (claim === undefined || spare === undefined) throw new Error('nothing is due')
    await expectOk(subject.webhookOutbox.release([spare]))
    const gone = { next: { step: 'gone' }, outcome: answer(410) } as const
    expect(await expectOk(subject.webhookOutbox.settle(claim, gone, RULE))).toBe('gone')
    expect(await expectOk(subject.webhookDeliveries.find(claim.id))).toMatchObject({ status: 'dead' })
    expect(await claimOf(subject, id)).toEqual([])
    expect((await expectOk(subject.webhookOutbox.listening())).webhooks.map((one) => one.id)).not.toContain(
      id,
    )
    const probe = await addDelivery(subject, id, { eventType: 'webhook.test' })
    expect((await claimOf(subject, id)).map((one) => one.id)).toEqual([probe.id])
    await expectOk(subject.webhooks.update(id, { status: 'active' }))
    expect((await claimOf(subject, id)).map((one) => one.id)).toEqual([spare.id])
    expect([claim.id, spare.id]).toContain(held.id)
  })

  test('a replay sends the same event anew, with all attempts before it', async () => {
    const subject = current()
    const { webhookDeliveries, webhookOutbox } = subject
    const { id } = await addWebhook(subject)
    const since = (await addDelivery(subject, id)).createdAt
    await addDelivery(subject, id)
    const [dead, delivered] = await claimOf(subject, id)
    if (dead === undefined || delivered === undefined) throw new Error('nothing is due')
    const givenUp = { next: { step: 'dead' }, outcome: answer(500) } as const
    await expectOk(webhookOutbox.settle(dead, givenUp, RULE))
    await expectOk(webhookOutbox.settle(delivered, DELIVERED, RULE))
    expect(await expectOk(webhookDeliveries.list({ webhookId: id, status: 'dead' }, ALL))).toMatchObject({
      items: [{ id: dead.id, status: 'dead', attempts: 1 }],
      hasMore: false,
    })
    const range = { since, until: null, status: 'dead' } as const
    expect(await expectOk(webhookDeliveries.replayRange(id, range, 10))).toBe(1)
    expect(await claimOne(subject, id)).toMatchObject({ id: dead.id, eventId: dead.eventId, attempt: 1 })
    expect(await expectOk(webhookDeliveries.replay(delivered.id))).toMatchObject({
      ...{ status: 'pending', attempts: 1, endedAt: null, eventId: delivered.eventId },
    })
    expect(await claimOne(subject, id)).toMatchObject({ id: delivered.id, attempt: 1 })
    const nothing = { since: new Date(since.getTime() - 60_000), until: since, status: null }
    expect(await expectOk(webhookDeliveries.replayRange(id, nothing, 10))).toBe(0)
    expect(await expectOk(webhookDeliveries.replay(newDelivery(id).id))).toBeNull()
  })

  test('old deliveries are removed; those of an endpoint go with it', async () => {
    const subject = current()
    const { id } = await addWebhook(subject)
    const old = await addDelivery(subject, id)
    await subject.elapse(2 * LEASE_MS)
    const young = await addDelivery(subject, id)
    expect(await expectOk(subject.webhookOutbox.prune(LEASE_MS, MANY))).toBeGreaterThan(0)
    expect(await expectOk(subject.webhookDeliveries.find(old.id))).toBeNull()
    expect(await expectOk(subject.webhookDeliveries.find(young.id))).toMatchObject({ id: young.id })
    await expectOk(subject.webhooks.remove(id))
    expect(await expectOk(subject.webhookDeliveries.find(young.id))).toBeNull()
    expect(await expectOk(subject.webhookDeliveries.add(newDelivery(id)))).toBeNull()
  })
}
