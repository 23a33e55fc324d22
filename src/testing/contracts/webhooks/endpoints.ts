import { expectOk } from '../../expect/expect-ok.ts'
import { expect, test } from '../../runner.ts'
import {
  addDelivery,
  addWebhook,
  type CurrentWebhooks,
  claimOne,
  DELIVERED,
  FAILED,
  HOUR_MS,
  newWebhook,
  RULE,
} from './support.ts'

const KEY = { key: 'again', requestHash: 'a' }

export function endpointsSuite(current: CurrentWebhooks): void {
  test('keeps what was given, without the secret, and changes what a patch names', async () => {
    const { webhooks } = current()
    const given = newWebhook({ ownerId: 'keeper', eventTypes: ['job.failed', 'audiobook.completed'] })
    const created = await expectOk(webhooks.create(given, null, 2))
    const { secret, ...shown } = given
    const times = { createdAt: expect.any(Date), updatedAt: expect.any(Date) }
    const webhook = { ...shown, ...times, consecutiveFailures: 0, failingSince: null }
    expect(created).toEqual({ outcome: 'created', webhook, secret })
    expect(await expectOk(webhooks.find(given.id))).toEqual(webhook)
    const patched = await expectOk(
      webhooks.update(given.id, { url: 'https://example.com/new', status: 'inactive' }),
    )
    expect(patched).toEqual({ ...webhook, url: 'https://example.com/new', status: 'inactive' })
    expect(await expectOk(webhooks.update(newWebhook().id, { description: 'x' }))).toBeNull()
    await expectOk(webhooks.remove(given.id))
    await expectOk(webhooks.remove(given.id))
    expect(await expectOk(webhooks.find(given.id))).toBeNull()
  })

  test('a repeated request makes nothing new; an owner has no more than may be', async () => {
    const { webhooks } = current()
    const first = newWebhook({ ownerId: 'repeater' })
    await expectOk(webhooks.create(first, KEY, 2))
    const repeated = await expectOk(
      webhooks.create(newWebhook({ ownerId: 'repeater', secret: 'whsec_b3RoZXI=' }), KEY, 2),
    )
    expect(repeated).toMatchObject({ outcome: 'replayed', webhook: { id: first.id }, secret: first.secret })
    const other = { ...KEY, requestHash: 'b' }
    expect(await expectOk(webhooks.create(newWebhook({ ownerId: 'repeater' }), other, 2))).toEqual({
      outcome: 'key_reused',
    })
    const tries = Array.from({ length: 4 }, () =>
      webhooks.create(newWebhook({ ownerId: 'repeater' }), null, 2),
    )
    const outcomes = (await Promise.all(tries.map(expectOk))).map(({ outcome }) => outcome)
    expect(outcomes.toSorted()).toEqual(['created', 'too_many', 'too_many', 'too_many'])
    const page = await expectOk(webhooks.list('repeater', { after: null, limit: 1 }))
    expect(page.hasMore).toBe(true)
    const rest = await expectOk(webhooks.list('repeater', { after: page.items[0] ?? null, limit: 1 }))
    expect(rest).toMatchObject({ items: [{ id: first.id }], hasMore: false })
  })

  test('both secrets sign until the overlap has ended', async () => {
    const subject = current()
    const { id } = await addWebhook(subject, { secret: 'whsec_b2xk' })
    await addDelivery(subject, id)
    expect(await expectOk(subject.webhooks.rotateSecret(id, 'whsec_bmV3', HOUR_MS))).toBe(true)
    const claim = await claimOne(subject, id)
    expect(claim.secrets).toEqual(['whsec_bmV3', 'whsec_b2xk'])
    await subject.elapse(HOUR_MS)
    expect((await claimOne(subject, id)).secrets).toEqual(['whsec_bmV3'])
    expect(await expectOk(subject.webhooks.rotateSecret(newWebhook().id, 'whsec_bmV3', 0))).toBe(false)
  })

  test('failing for long pauses it, a success in between does not; resuming forgets the failures', async () => {
    const subject = current()
    const { webhooks, webhookOutbox } = subject
    const { id } = await addWebhook(subject)
    const settle = async (settlement: typeof FAILED | typeof DELIVERED) => {
      await addDelivery(subject, id)
      return expectOk(webhookOutbox.settle(await claimOne(subject, id), settlement, RULE))
    }
    for (const step of [FAILED, FAILED]) expect(await settle(step)).toBe('active')
    await subject.elapse(HOUR_MS)
    expect(await settle(DELIVERED)).toBe('active')
    expect(await expectOk(webhooks.find(id))).toMatchObject({ consecutiveFailures: 0, failingSince: null })
    for (const step of [FAILED, FAILED, FAILED]) expect(await settle(step)).toBe('active')
    await subject.elapse(HOUR_MS)
    expect(await settle(FAILED)).toBe('paused')
    expect(await expectOk(webhooks.find(id))).toMatchObject({ status: 'paused', consecutiveFailures: 4 })
    const resumed = await expectOk(webhooks.update(id, { status: 'active' }))
    expect(resumed).toMatchObject({ status: 'active', consecutiveFailures: 0, failingSince: null })
  })
}
