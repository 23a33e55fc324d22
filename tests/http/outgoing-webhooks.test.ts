import { describe, expect, test } from 'bun:test'
import { okAsync } from 'neverthrow'
import { createMemoryWebhookOutbox } from '../../src/adapters/memory/webhook-outbox.ts'
import { EVENT_TYPES } from '../../src/domain/event/event.ts'
import { afterAttempt } from '../../src/domain/webhook/after-attempt.ts'
import { expectOk } from '../../src/testing/expect/expect-ok.ts'
import { createTestApi, readProblem, type TestApi } from '../support/http-api.ts'

const WEBHOOKS = '/admin/webhooks'
const NEW = { url: 'https://example.com/hook', event_types: ['audiobook.completed', 'audiobook.failed'] }
const NOBODY = '01936f0e-8d5c-7c3a-9a64-0f5b7c1f2a11'

interface Shown {
  readonly id: string
  readonly secret: string
  readonly status: string
}
const json = async (response: Response) => (await response.json()) as Record<string, unknown>
const post = (api: TestApi, path: string, body?: unknown, token?: string) =>
  api.call(path, { method: 'POST', json: body, ...(token === undefined ? {} : { token }) })
const create = async (api: TestApi, given: object = {}, token?: string) => {
  const response = await post(api, WEBHOOKS, { ...NEW, ...given }, token)
  expect(response.status).toBe(201)
  return (await response.json()) as Shown
}

/** Two admins who see their own, and the static one who sees all. */
const withOwners = () =>
  createTestApi({
    tokens: {
      verifyAdmin: (token) => okAsync({ ownerId: token, seesAll: token === 'admin-token-for-tests' }),
      verifyWorker: () => okAsync(undefined),
    },
  })

/** Claims what is due and lets it end as an answer of that status would. */
async function settleDue(api: TestApi, status: number) {
  const outbox = createMemoryWebhookOutbox(api.state, api.deps.clock)
  const claims = await expectOk(outbox.claim({ limit: 10, perWebhook: 10, leaseMs: 1_000 }))
  for (const claim of claims) {
    const outcome = { kind: 'answered', status, body: 'said', retryAfterMs: null, durationMs: 5 } as const
    const next = afterAttempt(10, outcome, 0)
    await expectOk(outbox.settle(claim, { next, outcome }, { failures: 1, durationMs: 0 }))
  }
  return claims
}

describe('webhooks', () => {
  test('are made with a secret that is shown once, and never listed, read or logged', async () => {
    const api = createTestApi()
    const made = await create(api, { description: 'for the shop' })
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const { secret, ...shown } = made
    expect(shown).toMatchObject({
      ...NEW,
      description: 'for the shop',
      active: true,
      status: 'active',
    } as never)
    expect(await json(await api.call(`${WEBHOOKS}/${made.id}`))).toEqual(shown as never)
    expect(await json(await api.call(WEBHOOKS))).toEqual({ items: [shown], next_cursor: null } as never)
    expect(JSON.stringify(api.logs)).not.toContain(secret)
  })

  test('of a repeated request are one; a key for another request is refused', async () => {
    const api = createTestApi()
    const send = (body: object) =>
      api.call(WEBHOOKS, { method: 'POST', json: body, headers: { 'idempotency-key': 'one' } })
    const first = await json(await send(NEW))
    expect(await json(await send(NEW))).toEqual(first)
    expect((await readProblem(await send({ ...NEW, description: 'other' }), 409)).code).toBe(
      'idempotency_key_reused',
    )
  })

  test.each([
    ['http://example.com/hook'],
    ['https://user:word@example.com/'],
    ['https://127.0.0.1/'],
    ['https://[::ffff:10.0.0.1]/'],
    ['https://169.254.169.254/latest/meta-data'],
  ])('to %s are refused, made or edited', async (url) => {
    const api = createTestApi()
    const refused = await readProblem(await post(api, WEBHOOKS, { ...NEW, url }), 400)
    expect(refused).toMatchObject({ status: 400, code: 'invalid_webhook_url', errors: [{ pointer: '/url' }] })
    const { id } = await create(api)
    const edit = await api.call(`${WEBHOOKS}/${id}`, { method: 'PATCH', json: { url } })
    expect((await readProblem(edit, 400)).code).toBe('invalid_webhook_url')
    expect(await json(await api.call(`${WEBHOOKS}/${id}`))).toMatchObject({ url: NEW.url })
  })

  test.each([
    [{ event_types: [] }, '/event_types'],
    [{ event_types: ['audiobook.eaten'] }, '/event_types/0'],
    [{ url: 'nowhere' }, '/url'],
    [{ description: 'x'.repeat(501) }, '/description'],
  ])('what is wrong is told: %#', async (given, pointer) => {
    const api = createTestApi()
    expect(await readProblem(await post(api, WEBHOOKS, { ...NEW, ...given }), 400)).toMatchObject({
      ...{ status: 400, code: 'validation_failed', errors: [{ in: 'body', pointer }] },
    })
    expect(api.state.webhooks.size).toBe(0)
  })

  test('are twenty of an owner at most', async () => {
    const api = withOwners()
    for (let count = 0; count < 20; count += 1) await create(api, {}, 'ann')
    expect((await readProblem(await post(api, WEBHOOKS, NEW, 'ann'), 409)).code).toBe('too_many_webhooks')
    await create(api, {}, 'ben')
  })

  test('belong to their owner; a static admin sees all', async () => {
    const api = withOwners()
    const mine = await create(api, {}, 'ann')
    const theirs = await create(api, {}, 'ben')
    const list = async (token?: string) =>
      ((await json(await api.call(WEBHOOKS, token === undefined ? {} : { token }))).items as Shown[]).map(
        ({ id }) => id,
      )
    expect(await list('ann')).toEqual([mine.id])
    expect((await list()).toSorted()).toEqual([mine.id, theirs.id].toSorted())
    const at = `${WEBHOOKS}/${theirs.id}`
    const calls = [
      ['GET', at],
      ['PATCH', at, { active: false }],
      ['DELETE', at],
      ['POST', `${at}/rotate-secret`, {}],
      ['POST', `${at}/test`],
      ['POST', `${at}/replay`, { since: '2026-11-23T09:30:00.000Z' }],
      ['GET', `${at}/deliveries`],
      ['GET', `${at}/deliveries/${NOBODY}`],
      ['POST', `${at}/deliveries/${NOBODY}/replay`],
    ] as const
    for (const [method, path, body] of calls) {
      const answer = await api.call(path, {
        method,
        token: 'ann',
        ...(body === undefined ? {} : { json: body }),
      })
      expect([method, path, (await readProblem(answer, 404)).code]).toEqual([
        method,
        path,
        'webhook_not_found',
      ])
    }
    expect(await list('ben')).toEqual([theirs.id])
  })

  test('are edited, switched off and on again, and removed', async () => {
    const api = createTestApi()
    const { id } = await create(api)
    const edit = async (given: object) =>
      json(await api.call(`${WEBHOOKS}/${id}`, { method: 'PATCH', json: given }))
    expect(await edit({ event_types: ['job.failed'], active: false })).toMatchObject({
      ...{ event_types: ['job.failed'], active: false, status: 'inactive', url: NEW.url },
    })
    expect(await edit({ active: true })).toMatchObject({ active: true, status: 'active' })
    expect((await api.call(`${WEBHOOKS}/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await readProblem(await api.call(`${WEBHOOKS}/${id}`), 404)).code).toBe('webhook_not_found')
  })

  test('change their secret with an overlap', async () => {
    const api = createTestApi()
    const { id, secret } = await create(api)
    await post(api, `${WEBHOOKS}/${id}/test`)
    const rotated = await post(api, `${WEBHOOKS}/${id}/rotate-secret`, { overlap_hours: 1 })
    expect(rotated.status).toBe(200)
    const next = (await json(rotated)).secret as string
    expect(next).not.toBe(secret)
    const [claim] = await settleDue(api, 204)
    expect(claim?.secrets).toEqual([next, secret])
  })

  test('tell what was sent and what became of it; it can be sent again, one or all since a time', async () => {
    const api = createTestApi()
    const { id } = await create(api)
    const since = api.deps.clock.now().toISOString()
    const sent = await post(api, `${WEBHOOKS}/${id}/test`)
    expect(sent.status).toBe(202)
    const delivery = await json(sent)
    expect(delivery).toMatchObject({
      webhook_id: id,
      event_type: 'webhook.test',
      status: 'pending',
      attempts: 0,
    })
    expect(JSON.parse(delivery.body as string)).toEqual({
      ...{ type: 'webhook.test', timestamp: since, data: { id: delivery.event_id, webhook_id: id } },
    })
    await settleDue(api, 500)
    const at = `${WEBHOOKS}/${id}/deliveries`
    expect(await json(await api.call(`${at}?status=dead`))).toMatchObject({
      items: [
        {
          ...{ id: delivery.id, status: 'dead', attempts: 1, next_attempt_at: null },
          last_attempt: { response_status: 500, response_body: 'said', error: { code: 'refused' } },
        },
      ],
      next_cursor: null,
    })
    expect(await json(await api.call(`${at}?status=delivered`))).toEqual({ items: [], next_cursor: null })
    expect(await json(await api.call(`${WEBHOOKS}/${id}`))).toMatchObject({ status: 'paused', active: false })
    const replayed = await post(api, `${WEBHOOKS}/${id}/replay`, { since, status: 'dead' })
    expect([replayed.status, await json(replayed)]).toEqual([202, { replayed: 1 }])
    await settleDue(api, 204)
    const one = `${at}/${String(delivery.id)}`
    expect(await json(await api.call(one))).toMatchObject({ status: 'delivered', attempts: 2 })
    const again = await post(api, `${one}/replay`)
    expect([again.status, await json(again)]).toMatchObject([
      202,
      { status: 'pending', event_id: delivery.event_id as never },
    ])
    expect((await readProblem(await api.call(`${at}/${NOBODY}`), 404)).code).toBe('delivery_not_found')
    expect((await readProblem(await api.call(`${at}?cursor=x`), 400)).code).toBe('invalid_cursor')
  })

  test('describe every event under `webhooks`', async () => {
    const api = createTestApi()
    const description = await json(await api.call('/openapi.json'))
    expect(Object.keys(description.webhooks as object).toSorted()).toEqual(
      [...EVENT_TYPES, 'webhook.test'].toSorted(),
    )
  })
})
